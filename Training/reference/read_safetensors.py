#!/usr/bin/env python3
"""Reads a safetensors file with the standard library alone and prints its tensors as JSON.

    read_safetensors.py FILE
"""
import json
import struct
import sys


def main():
    data = open(sys.argv[1], "rb").read()
    size, = struct.unpack_from("<Q", data)
    body = 8 + size
    assert body % 8 == 0, "the numbers are not aligned"
    tensors = {}
    for name, entry in json.loads(data[8:body]).items():
        start, end = entry["data_offsets"]
        code = {"F32": "f", "F16": "e"}[entry["dtype"]]
        count = (end - start) // struct.calcsize("<" + code)
        tensors[name] = {"shape": entry["shape"], "values": list(struct.unpack_from(f"<{count}{code}", data, body + start))}
    print(json.dumps(tensors))


if __name__ == "__main__":
    main()
