// What stays on screen while the next answer is on its way, or does not come.
import { useState } from "react";

import { isRefusal } from "./request";

/** What of a query is shown. */
export interface Kept<T> {
  /** Its answer; while there is none, and also where the server fails, the last one before. */
  data: T | undefined;
  /** Why it has none, until one comes: asking again takes the reason off the screen by answering. */
  failure: Error | null;
  /** `data` is not what was asked for, or newer data was asked for in vain. */
  isStale: boolean;
  isFetching: boolean;
  refetch: () => void;
}

interface Query {
  data: unknown;
  error: Error | null;
  isFetching: boolean;
  refetch: () => unknown;
}

export function useKept<Asked extends Query>(query: Asked): Kept<NonNullable<Asked["data"]>> {
  const { error, isFetching } = query;
  const data = query.data as NonNullable<Asked["data"]> | undefined;
  const [last, setLast] = useState(data);
  const [failure, setFailure] = useState(error);
  if (data !== undefined && data !== last) setLast(() => data);
  if (!isFetching && error !== failure) setFailure(error);
  // Another question may well be answered where one was refused.
  const unsettled = isFetching && !isRefusal(failure) ? failure : null;
  const shown = data ?? (isRefusal(error) ? undefined : last);
  return {
    data: shown,
    failure: error ?? unsettled,
    isStale: shown !== undefined && (data === undefined || error !== null),
    isFetching,
    refetch: () => void query.refetch(),
  };
}
