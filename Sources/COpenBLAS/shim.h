#ifndef ROUTER_OPENBLAS_SHIM_H
#define ROUTER_OPENBLAS_SHIM_H

#include <cblas.h>

// LAPACK's Fortran symbols, which OpenBLAS exports but does not declare in cblas.h: its LAPACKE header is a package of its
// own on some systems. Arguments are pointers, matrices column-major.
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info);
void dpotrs_(const char *uplo, const int *n, const int *nrhs, const double *a, const int *lda, double *b, const int *ldb,
             int *info);
void dsyev_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w, double *work,
            const int *lwork, int *info);

#endif
