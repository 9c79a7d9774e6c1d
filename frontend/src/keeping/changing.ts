// Changing what people keep on the server, and what it refuses.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { ApiError } from "../request";

/** What was refused, in the server's words, by the name of the field; "" of none. */
export type Refusal = Record<string, string>;

const refusalOf = (error: unknown): Refusal =>
  error instanceof ApiError
    ? Object.fromEntries(error.faults.map(({ parameter, detail }) => [parameter ?? "", detail]))
    : { "": "The server did not answer. Try again." };

/** Runs changes one at a time: says whether one went well, and what was refused of the last. */
export function useChanging(path: string) {
  const client = useQueryClient();
  const [refusal, setRefusal] = useState<Refusal>({});
  const [isBusy, setIsBusy] = useState(false);
  async function change<T>(work: () => Promise<T>): Promise<T | undefined> {
    setIsBusy(true);
    setRefusal({});
    try {
      const done = await work();
      await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === path });
      return done;
    } catch (error) {
      setRefusal(refusalOf(error));
      return undefined;
    } finally {
      setIsBusy(false);
    }
  }
  return { refusal, isBusy, change };
}
