// The signature that every request to Cosmos DB carries. The emulator's own server ignores it.
"use strict";

const { createHmac, timingSafeEqual } = require("crypto");

// What a path is about: the type of resource, and the resource or, for a feed, its parent.
function describe(path) {
    const parts = path.split("/").filter(part => part);
    const isFeed = parts.length % 2 === 1;
    return {
        type: (isFeed ? parts.at(-1) : parts.at(-2)) || "",
        link: (isFeed ? parts.slice(0, -1) : parts).join("/")
    };
}

// Whether the request was signed with the master key (base64).
function isSigned(request, key) {
    const { type, link } = describe(decodeURIComponent(request.url.split("?")[0]));
    const date = (request.headers["x-ms-date"] || "").toLowerCase();
    const text = `${request.method.toLowerCase()}\n${type}\n${link}\n${date}\n\n`;
    const expected = createHmac("sha256", Buffer.from(key, "base64")).update(text).digest();
    const token = decodeURIComponent(request.headers.authorization || "");
    const [, signature = ""] = /^type=master&ver=1\.0&sig=(.*)$/.exec(token) || [];
    const given = Buffer.from(signature, "base64");
    return given.length === expected.length && timingSafeEqual(given, expected);
}

module.exports = { isSigned };
