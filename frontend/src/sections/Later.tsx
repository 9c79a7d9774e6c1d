import { Campaigns } from "./Campaigns";
import { Care } from "./Care";
import { Effort } from "./Effort";
import { Satisfaction } from "./Satisfaction";
import { Sources } from "./Sources";
import { Thumbs } from "./Thumbs";
import { WhatChanged } from "./WhatChanged";
import { WhenToCall } from "./WhenToCall";
import { Withdrawal } from "./Withdrawal";

export { Chart } from "./Chart";

/** Every section of calls below the first screen, in the order in which questions come up. */
export function OfCalls() {
  return (
    <>
      <WhatChanged />
      <Campaigns />
      <Sources />
      <WhenToCall />
      <Care />
      <Withdrawal />
      <Thumbs />
    </>
  );
}

/** What is not of calls, and may be there where no calls are. */
export function OfOthers() {
  return (
    <>
      <Satisfaction />
      <Effort />
    </>
  );
}
