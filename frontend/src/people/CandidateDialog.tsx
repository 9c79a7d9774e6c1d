import { closeCandidate, useFilters } from "../address";
import { useModal } from "../components/modal";
import { CandidatePanel } from "./CandidatePanel";
import "../styles/rows.css";

/** A candidate's history alone, where its address was followed. */
export function CandidateDialog({ candidate }: { candidate: string }) {
  const [dialog, close] = useModal();
  const [{ org_id, timezone }] = useFilters();
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
