import { useState } from "react";

/** Does one thing at a time, and keeps why the last one failed. */
export function useAct() {
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  function act(thing: () => Promise<unknown>) {
    setIsBusy(true);
    setError(null);
    void thing()
      .catch((reason: unknown) => {
        setError(reason instanceof Error ? reason : new Error(String(reason)));
      })
      .finally(() => {
        setIsBusy(false);
      });
  }
  return { act, isBusy, error };
}
