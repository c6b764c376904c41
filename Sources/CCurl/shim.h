#ifndef ROUTER_CCURL_SHIM_H
#define ROUTER_CCURL_SHIM_H

#include <curl/curl.h>

// Lowest supported version: 7.77 (CURLE_SSL_CLIENTCERT). `#if` below covers what came later.

// curl_easy_setopt, curl_easy_getinfo, curl_multi_setopt and curl_share_setopt are variadic, which Swift cannot call:
// one fixed-signature wrapper per argument type, no logic.
static inline CURLcode router_curl_set_long(CURL *h, CURLoption o, long v) { return curl_easy_setopt(h, o, v); }
static inline CURLcode router_curl_set_offset(CURL *h, CURLoption o, curl_off_t v) { return curl_easy_setopt(h, o, v); }
static inline CURLcode router_curl_set_string(CURL *h, CURLoption o, const char *v) { return curl_easy_setopt(h, o, v); }
static inline CURLcode router_curl_set_pointer(CURL *h, CURLoption o, void *v) { return curl_easy_setopt(h, o, v); }

// Options for callbacks are not stored as `void *` in C: a function pointer needs a wrapper of its own type.
// CURLOPT_HEADERFUNCTION has the same signature as CURLOPT_WRITEFUNCTION.
static inline CURLcode router_curl_set_callback(CURL *h, CURLoption o, curl_write_callback v) {
    return curl_easy_setopt(h, o, v);
}

static inline CURLcode router_curl_get_long(CURL *h, CURLINFO i, long *v) { return curl_easy_getinfo(h, i, v); }
static inline CURLcode router_curl_get_offset(CURL *h, CURLINFO i, curl_off_t *v) { return curl_easy_getinfo(h, i, v); }
static inline CURLcode router_curl_get_pointer(CURL *h, CURLINFO i, void **v) { return curl_easy_getinfo(h, i, (char **)v); }

static inline CURLMcode router_curl_multi_set_long(CURLM *m, CURLMoption o, long v) { return curl_multi_setopt(m, o, v); }
static inline CURLMcode router_curl_multi_on_socket(CURLM *m, curl_socket_callback v, void *p) {
    CURLMcode code = curl_multi_setopt(m, CURLMOPT_SOCKETDATA, p);
    return code == CURLM_OK ? curl_multi_setopt(m, CURLMOPT_SOCKETFUNCTION, v) : code;
}
static inline CURLMcode router_curl_multi_on_timer(CURLM *m, curl_multi_timer_callback v, void *p) {
    CURLMcode code = curl_multi_setopt(m, CURLMOPT_TIMERDATA, p);
    return code == CURLM_OK ? curl_multi_setopt(m, CURLMOPT_TIMERFUNCTION, v) : code;
}
static inline CURLSHcode router_curl_share_set_long(CURLSH *s, CURLSHoption o, int v) { return curl_share_setopt(s, o, v); }

// CURLOPT_PROTOCOLS_STR (7.85) replaces CURLOPT_PROTOCOLS, which is deprecated since; Swift cannot test versions of C headers.
static inline CURLcode router_curl_allow_only_http(CURL *h) {
#if LIBCURL_VERSION_NUM >= 0x075500
    return curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    return curl_easy_setopt(h, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

// CURLOPT_QUICK_EXIT (7.87): ending a transfer does not wait for its name lookup, which runs on a thread of libcurl's and
// frees what it holds when it is done. Without it one slow resolver stops every transfer of the multi handle.
static inline CURLcode router_curl_leave_lookups_behind(CURL *h) {
#if LIBCURL_VERSION_NUM >= 0x075700
    return curl_easy_setopt(h, CURLOPT_QUICK_EXIT, 1L);
#else
    (void)h;
    return CURLE_OK;
#endif
}

// A macro for an enumerator, which Swift does not import.
static const CURLversion router_curl_version_now = CURLVERSION_NOW;
// A macro made of shifts, which Swift does not import.
static const long router_curl_global_default = CURL_GLOBAL_DEFAULT;
// A macro without a type: the write callback must return it as size_t.
static const size_t router_curl_write_pause = CURL_WRITEFUNC_PAUSE;
// A macro with a cast: "no socket", which tells curl_multi_socket_action that its timer has fired.
static const curl_socket_t router_curl_socket_timeout = CURL_SOCKET_TIMEOUT;
// A macro whose value Swift would import as CInt, where the field is a bit set.
static const int router_curl_pause_none = CURLPAUSE_CONT;

#endif
