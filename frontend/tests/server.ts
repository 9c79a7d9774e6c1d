// A real server for tests of what asks one: it gives the answers that a test has laid ready.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach } from "vitest";

interface Answer {
  status: number;
  body: unknown;
}

/** Serves the page's own origin during each test of a file. */
export function serve() {
  let server: Server;
  let answers: Answer[];
  const asked: string[] = [];
  const ofAddresses = new Map<string, Answer>();

  beforeEach(async () => {
    answers = [];
    asked.length = 0;
    ofAddresses.clear();
    server = createServer((message, response) => {
      const address = message.url ?? "";
      asked.push(address);
      const known = [...ofAddresses].find(([text]) => address.includes(text))?.[1];
      const { status, body } = known ?? answers.shift() ?? { status: 500, body: {} };
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    (window as unknown as { happyDOM: { setURL: (url: string) => void } }).happyDOM.setURL(origin);
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  return {
    /** What was asked for so far, in order. */
    asked,
    /** Lays the answer to the next question ready. */
    answer: (body: object, status = 200) => {
      answers.push({ status, body });
    },
    /** Answers every address that has the text. */
    answerTo: (text: string, body: object) => {
      ofAddresses.set(text, { status: 200, body });
    },
  };
}
