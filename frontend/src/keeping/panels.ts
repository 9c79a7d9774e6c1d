// What is not always there: panels that open from buttons, and alerts. Fetched once one of it is.
export { AlertPanel } from "./AlertPanel";
export { AlertsNow } from "./AlertsNow";
export { NotePanel } from "./NotePanel";
export { TargetForm } from "./TargetForm";
export { ViewPanel } from "./ViewPanel";
