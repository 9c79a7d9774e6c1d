// Against a real server that answers late: which answer counts, and which request is aborted.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test } from "vitest";

import { StaleAnswerError, takeLatest } from "../src/dashboard";
import { ApiError, UnreachableError, isTransient, request } from "../src/request";

let server: Server;
let origin: string;
let waiting: Map<string, ServerResponse>;
let aborted: string[];

function keep(message: IncomingMessage, response: ServerResponse) {
  const path = message.url ?? "";
  waiting.set(path, response);
  response.on("close", () => {
    if (!response.writableFinished) aborted.push(path);
  });
}

beforeEach(async () => {
  waiting = new Map();
  aborted = [];
  server = createServer(keep).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function until(isTrue: () => boolean) {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function answer(path: string, body: unknown, status = 200) {
  await until(() => waiting.has(path));
  waiting.get(path)?.writeHead(status).end(JSON.stringify(body));
}

const ask = (path: string, signal?: AbortSignal) =>
  request<string>(origin + path, { ...(signal && { signal }) });

test("an answer that a newer question overtook is discarded", async () => {
  const dashboardRequestIdRef = { current: 0 };
  const older = takeLatest(dashboardRequestIdRef, () => ask("/older"));
  const newer = takeLatest(dashboardRequestIdRef, () => ask("/newer"));
  await answer("/newer", "new");
  expect(await newer).toBe("new");
  await answer("/older", "old");
  await expect(older).rejects.toThrow(StaleAnswerError);
});

test("changing the filters aborts the request of those before", async () => {
  const dashboardRequestIdRef = { current: 0 };
  const optionsFor = (path: string) => ({
    queryKey: [path],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      takeLatest(dashboardRequestIdRef, () => ask(path, signal)),
    retry: false,
  });
  const client = new QueryClient();
  const observer = new QueryObserver(client, optionsFor("/a"));
  const unsubscribe = observer.subscribe(() => undefined);
  await until(() => waiting.has("/a"));
  observer.setOptions(optionsFor("/b"));
  await until(() => aborted.includes("/a"));
  await answer("/b", "b");
  await until(() => observer.getCurrentResult().data === "b");
  expect(client.getQueryData(["/a"])).toBeUndefined();
  unsubscribe();
  client.clear();
});

test("a refusal is an error with the server's faults", async () => {
  const fault = { parameter: "end_date", code: "end_before_start", detail: "Too early." };
  const asked = ask("/bad");
  await answer("/bad", { errors: [fault] }, 400);
  const error: unknown = await asked.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status: 400, faults: [fault], message: "Too early." });
  expect(isTransient(error)).toBe(false);
});

test("a crash without faults still says what happened", async () => {
  const asked = ask("/crash");
  await until(() => waiting.has("/crash"));
  waiting.get("/crash")?.writeHead(502).end("<h1>Bad gateway</h1>");
  const error: unknown = await asked.catch((reason: unknown) => reason);
  expect(error).toMatchObject({ status: 502, message: "The server failed (502)." });
  expect(isTransient(error)).toBe(true);
});

test("a server that is gone is worth another try", async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  const error: unknown = await ask("/gone").catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UnreachableError);
  expect(isTransient(error)).toBe(true);
});
