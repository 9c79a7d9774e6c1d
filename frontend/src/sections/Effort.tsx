import { SourceCards } from "../components/SourceCards";
import { useShown } from "../shown";
import "../styles/effort.css";

/** Text messages, time saved, credits, launches. */
export function Effort() {
  const { filters, isSettled } = useShown();
  return <SourceCards filters={filters} isEnabled={isSettled} />;
}
