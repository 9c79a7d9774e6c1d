// What @vercel/cosmosdb-server 1.0.1 does otherwise than the real service, mended before it loads
// its routes: each handler is replaced in the module that it is exported from.
"use strict";

const LIBRARY = "@vercel/cosmosdb-server/lib";

function replace(path, wrap) {
    const loaded = require(`${LIBRARY}/${path}`);
    loaded.default = wrap(loaded.default);
}

function partitionOf(request) {
    const header = request.headers["x-ms-documentdb-partitionkey"];
    return header ? JSON.parse(header) : [];
}

const recorders = new WeakMap();

// Hand the query of a request to the recorder once its body is read.
function record(request, recorder) {
    recorders.set(request, recorder);
}

// Operations of a batch lack the partition key that the batch's header names, and then fail.
replace("json", read => async request => {
    const body = await read(request);
    if (request.headers["x-ms-cosmos-is-batch-request"] && Array.isArray(body)) {
        const partitionKey = JSON.stringify(partitionOf(request));
        return body.map(operation => ({ partitionKey, ...operation }));
    }
    if (body.query && recorders.has(request)) {
        const partition = partitionOf(request);
        recorders.get(request)({ path: request.url, partition, ...body });
    }
    return body;
});

// The account names its own addresses as https, which nothing listens to.
replace("handler/read-meta", read => account =>
    JSON.parse(JSON.stringify(read(account)).replaceAll("https://", "http://"))
);

// An item that is not there is an error of the server instead of 404.
replace("handler/read-document", read => (account, request, response, params) => {
    const collection = account.database(params.dbId).collection(params.collId);
    const [partition = params.docId] = partitionOf(request);
    if (collection.read() && !collection.document(params.docId, partition).read()) {
        response.statusCode = 404;
        return { code: "NotFound", message: "There is no such item." };
    }
    return read(account, request, response, params);
});

// A query of one partition is answered from all of them.
replace("handler/query-documents", query => (account, request, response, params) => {
    const [partition] = partitionOf(request);
    if (partition === undefined) {
        return query(account, request, response, params);
    }
    const collection = account.database(params.dbId).collection(params.collId);
    const { documents } = collection;
    const items = [...documents._data].filter(
        ([, item]) => documents._getPartition(item.read()) === partition
    );
    const within = Object.create(collection, {
        documents: { value: Object.create(documents, { _data: { value: new Map(items) } }) }
    });
    const limited = { database: () => ({ collection: () => within }) };
    return query(limited, request, response, params);
});

// Parsing a query takes longer than answering it, and each is parsed anew.
const library = require("@zeit/cosmosdb-query");
const parse = library.default;
const parsed = new Map();
library.default = text => {
    if (!parsed.has(text)) {
        parsed.set(text, parse(text));
    }
    return parsed.get(text);
};

module.exports = { record };
