// A Cosmos DB emulator on loopback: node emulator.js PORT KEY
//
// @vercel/cosmosdb-server with its faults mended (mend.js), the master key verified (key.js) and
// failures on request (faults.js). It prints a line once it listens, and ends when its standard
// input closes, so that it never outlives the process that started it.
"use strict";

const { record } = require("./mend");
const { createHttpServer } = require("@vercel/cosmosdb-server");
const { CONTROL, Faults } = require("./faults");
const { isSigned } = require("./key");

const [port, key] = process.argv.slice(2);
const faults = new Faults();
const server = createHttpServer({ keepAlive: true });
const [answer] = server.listeners("request");

function refuse(response, status, code, message, headers = {}) {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify({ code, message }));
}

server.removeListener("request", answer);
server.on("request", async (request, response) => {
    if (request.url === CONTROL) {
        await faults.control(request, response);
        return;
    }
    const kind = faults.count(request);
    if (!isSigned(request, key)) {
        refuse(response, 401, "Unauthorized", "The signature was not made with the account's key.");
        return;
    }
    const fault = faults.take(kind);
    if (fault.delay_ms) {
        await new Promise(resolve => setTimeout(resolve, fault.delay_ms));
    }
    if (fault.hang) {
        return; // The connection stays open, and nothing ever comes.
    }
    if (fault.close) {
        request.socket.destroy();
        return;
    }
    if (fault.drop) {
        response.writeHead(200, { "content-type": "application/json", "content-length": 1000 });
        response.write('{"Documents": [', () => response.socket.destroy());
        return;
    }
    if (fault.retry_after_ms !== undefined) {
        refuse(response, 429, "TooManyRequests", "The request rate is too large.", {
            "x-ms-retry-after-ms": fault.retry_after_ms
        });
        return;
    }
    record(request, query => faults.queries.push(query));
    answer(request, response);
});

// Longer than clients keep an idle connection, so that none is closed under a request.
server.keepAliveTimeout = 120_000;
server.listen(Number(port), "127.0.0.1", () => console.log("listening"));
process.stdin.on("close", () => process.exit()).resume();
