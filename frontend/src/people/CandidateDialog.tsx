import { useEffect, useRef } from "react";

import { closeCandidate, useFilters } from "../address";
import { CandidatePanel } from "./CandidatePanel";
import "../styles/rows.css";

/** A candidate's history alone, where its address was followed. */
export function CandidateDialog({ candidate }: { candidate: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [{ org_id, timezone }] = useFilters();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const close = () => dialog.current?.close();
  return (
    <dialog
      ref={dialog}
      className="rows rows-alone"
      aria-labelledby="candidate-title"
      onClose={closeCandidate}
    >
      <CandidatePanel
        candidate={candidate}
        organization={org_id}
        timezone={timezone}
        onClose={close}
        onLeave={close}
      />
    </dialog>
  );
}
