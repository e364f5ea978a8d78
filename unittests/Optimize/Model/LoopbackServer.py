#!/usr/bin/env python3
#===- LoopbackServer.py - A language model that plays a script -------------===#
#
# Part of the Mapwright project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===----------------------------------------------------------------------===#
"""Answers requests of the two APIs as a script says, faults included.

    LoopbackServer.py SCRIPT PORT_FILE LOG [CERTIFICATE KEY]

SCRIPT is a JSON array with a turn for each request; the last one is repeated.
Keys of a turn, all optional:

    answer        object: the JSON text of it is what the model says
    text          what the model says, as it is
    usage         [input, output] tokens; none: not told
    finish        "length": the answer was cut off
    refuses       true: 400 for requests of structured output, to which the turn
                  is not used up; others get the rest of the turn
    status, headers, body
                  a response that is not one of a model
    content_type  instead of application/json
    delay         seconds before the response
    hang          true: no response at all
    drop_after    bytes of the body after which the connection is closed
    giant         bytes of a body of blanks
    trickle       seconds between the bytes of the body
    echo_key      true: the body has the key of the request in it

Once it listens, PORT_FILE has the number of its port on 127.0.0.1. LOG gets a
JSON line for each request: path, whether the key that LOOPBACK_KEY says came in
the right header (never the key itself), and body.
"""

import json
import os
import socket
import ssl
import sys
import threading
import time

LIFETIME = 300  # seconds; nobody waits for a server that was forgotten


class Script:
    """Turns in order, the last one for ever."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.turns = json.load(file)
        self.lock = threading.Lock()
        self.next = 0

    def take(self, is_structured):
        with self.lock:
            turn = dict(self.turns[min(self.next, len(self.turns) - 1)])
            if turn.pop("refuses", False) and is_structured:
                return {"status": 400,
                        "body": '{"error": {"message": "response_format and '
                                'tools are not supported"}}'}
            self.next += 1
            return turn


def read_request(connection):
    """Path, headers by lower-case name, and body; None if it was closed."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return None
        data += part
    head, body = data.split(b"\r\n\r\n", 1)
    lines = head.decode("latin-1").split("\r\n")
    headers = {}
    for line in lines[1:]:
        name, value = line.split(":", 1)
        headers[name.strip().lower()] = value.strip()
    while len(body) < int(headers.get("content-length", "0")):
        part = connection.recv(65536)
        if not part:
            return None
        body += part
    return lines[0].split(" ")[1], headers, body


def get_key(headers):
    bearer = headers.get("authorization", "")
    if bearer.startswith("Bearer "):
        return bearer[len("Bearer "):]
    return headers.get("x-api-key", "")


def make_body(turn, path, is_structured):
    """What a model of the API that `path` belongs to would send."""
    answer = turn.get("answer")
    text = turn.get("text", "") if answer is None else json.dumps(answer)
    usage = turn.get("usage")
    is_cut = turn.get("finish") == "length"
    if path.endswith("/messages"):
        content = {"type": "text", "text": text}
        if is_structured and answer is not None:
            content = {"type": "tool_use", "id": "1", "name": "propose_blocks",
                       "input": answer}
        reply = {"type": "message", "role": "assistant", "content": [content],
                 "stop_reason": "max_tokens" if is_cut else "end_turn"}
        if usage:
            reply["usage"] = {"input_tokens": usage[0],
                              "output_tokens": usage[1]}
        return json.dumps(reply)
    reply = {"object": "chat.completion",
             "choices": [{"index": 0,
                          "message": {"role": "assistant", "content": text},
                          "finish_reason": "length" if is_cut else "stop"}]}
    if usage:
        reply["usage"] = {"prompt_tokens": usage[0],
                          "completion_tokens": usage[1]}
    return json.dumps(reply)


def send_response(connection, turn, path, key, is_structured):
    time.sleep(turn.get("delay", 0))
    body = turn.get("body")
    if body is None:
        body = make_body(turn, path, is_structured)
    if turn.get("echo_key"):
        body = json.dumps({"error": {"message": "Incorrect API key: " + key}})
    data = body.encode("utf-8")
    if "giant" in turn:
        data = b" " * turn["giant"]
    headers = {"Content-Type": turn.get("content_type", "application/json"),
               "Content-Length": str(len(data)), "Connection": "close"}
    headers.update(turn.get("headers", {}))
    head = "HTTP/1.1 %d Scripted\r\n" % turn.get("status", 200)
    head += "".join("%s: %s\r\n" % item for item in headers.items())
    connection.sendall(head.encode("latin-1") + b"\r\n")
    data = data[:turn.get("drop_after", len(data))]
    if "trickle" not in turn:
        connection.sendall(data)
        return
    for at in range(len(data)):
        connection.sendall(data[at:at + 1])
        time.sleep(turn["trickle"])


def log_request(log, lock, path, headers, body):
    expected = os.environ.get("LOOPBACK_KEY", "")
    entry = {"path": path, "has_key": get_key(headers) == expected,
             "body": json.loads(body)}
    with lock, open(log, "a", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")


def serve(connection, script, log, lock, context):
    try:
        if context:
            connection = context.wrap_socket(connection, server_side=True)
        request = read_request(connection)
        if request is None:
            return
        path, headers, body = request
        log_request(log, lock, path, headers, body)
        content = json.loads(body)
        is_structured = "response_format" in content or "tools" in content
        turn = script.take(is_structured)
        if turn.get("hang"):
            connection.recv(1)
            return
        send_response(connection, turn, path, get_key(headers), is_structured)
    except OSError:
        pass  # The client has gone, which some tests are about.
    finally:
        connection.close()


def main():
    script, port_file, log = Script(sys.argv[1]), sys.argv[2], sys.argv[3]
    context = None
    if len(sys.argv) > 4:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[4], sys.argv[5])
    listener = socket.create_server(("127.0.0.1", 0))
    with open(port_file + ".part", "w", encoding="utf-8") as file:
        file.write(str(listener.getsockname()[1]))
    os.rename(port_file + ".part", port_file)
    lock = threading.Lock()
    timer = threading.Timer(LIFETIME, lambda: os._exit(1))
    timer.daemon = True
    timer.start()
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, daemon=True,
                         args=(connection, script, log, lock, context)).start()


if __name__ == "__main__":
    main()
