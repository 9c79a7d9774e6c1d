import { NOTHING } from "../format";

/** Stands where there is nothing to divide by. */
export function Nothing() {
  return (
    <>
      <span aria-hidden="true">{NOTHING}</span>
      <span className="visually-hidden">no value</span>
    </>
  );
}
