/** The answer rate by weekday and hour. */
export function WhenToCall() {
  return null;
}
