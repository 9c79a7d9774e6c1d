// Failures on request, and what was asked: the emulator's control path.
//
// PUT  /control {"kind"?, "times"?, "delay_ms"?, "hang"?, "close"?, "drop"?, "retry_after_ms"?}
//      From now on requests of the kind (any, unless one is named) are delayed, never answered,
//      hung up on, cut off mid-answer or throttled; the next `times` of them, or all. {} ends it.
// GET  /control {"requests": {KIND: number}, "queries": [{path, partition, query, parameters}]}
// DELETE /control forgets faults, numbers and queries.
"use strict";

const CONTROL = "/control";

// Kinds: account, query, write, read.
function kindOf(request) {
    if (request.headers["x-ms-documentdb-isquery"]) {
        return "query";
    }
    if (request.method !== "GET") {
        return "write";
    }
    return request.url === "/" ? "account" : "read";
}

class Faults {
    constructor() {
        this.forget();
    }

    forget() {
        this.fault = {};
        this.requests = {};
        this.queries = [];
    }

    count(request) {
        const kind = kindOf(request);
        this.requests[kind] = (this.requests[kind] || 0) + 1;
        return kind;
    }

    // The fault that befalls a request of the kind, {} for none.
    take(kind) {
        const { kind: only, times } = this.fault;
        if ((only && only !== kind) || times === 0) {
            return {};
        }
        if (times) {
            this.fault = { ...this.fault, times: times - 1 };
        }
        return this.fault;
    }

    async control(request, response) {
        if (request.method === "PUT") {
            let body = "";
            for await (const chunk of request) {
                body += chunk;
            }
            this.fault = JSON.parse(body);
        } else if (request.method === "DELETE") {
            this.forget();
        }
        const { requests, queries } = this;
        response.end(JSON.stringify({ requests, queries }));
    }
}

module.exports = { CONTROL, Faults };
