import { useCallback, useEffect, useRef } from "react";

/** A reference for a dialog that is open as long as it is there, and what closes it. */
export function useModal() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const close = useCallback(() => dialog.current?.close(), []);
  return [dialog, close] as const;
}
