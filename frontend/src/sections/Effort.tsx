import { useState } from "react";

import {
  getGetCampaignsLaunchedPerWeekUrl,
  getGetCreditsPerQualifiedCandidateUrl,
  getGetSmsSentUrl,
  getGetTimeSavedUrl,
  useGetCampaignsLaunchedPerWeek,
  useGetCreditsPerQualifiedCandidate,
  useGetSmsSent,
  useGetTimeSaved,
} from "../api/client";
import * as descriptions from "../api/descriptions";
import type { GetCampaignsLaunchedPerWeekParams } from "../api/model";
import { TableButton } from "../charts/AsTable";
import { Card } from "../components/Card";
import { useKept } from "../kept";
import { useSection, useShown } from "../shown";
import { Fact } from "./EffortFact";
import { Credits, Launched, Messages, Saved } from "./EffortFigures";
import { EffortTables } from "./EffortTables";

/** Text messages, time saved, credits, launches: each asks for itself and fails for itself. */
export function Effort() {
  const { filters } = useShown();
  const { ref, isEnabled } = useSection();
  const when = { query: { enabled: isEnabled } };
  const { org_id } = filters;
  const sms = useKept(useGetSmsSent(filters, when));
  const saved = useKept(useGetTimeSaved(filters, when));
  const credits = useKept(useGetCreditsPerQualifiedCandidate(filters, when));
  const launches = useKept(
    useGetCampaignsLaunchedPerWeek(org_id === undefined ? {} : { org_id }, when),
  );
  const [isTable, setIsTable] = useState(false);
  return (
    <Card
      ref={ref}
      title="Effort"
      id="effort"
      span={12}
      isStale={[sms, saved, credits, launches].some(({ isStale }) => isStale)}
      actions={<TableButton title="Effort" isTable={isTable} onToggle={setIsTable} />}
    >
      {isTable ? (
        <EffortTables sms={sms.data} saved={saved.data} launches={launches.data} />
      ) : (
        <div className="facts facts-4">
          <Fact
            title="Text messages"
            description={descriptions.SmsSent}
            query={sms}
            addressOf={getGetSmsSentUrl}
          >
            {(answer) => <Messages answer={answer} />}
          </Fact>
          <Fact
            title="Time saved"
            description={descriptions.TimeSaved}
            query={saved}
            addressOf={getGetTimeSavedUrl}
          >
            {(answer) => <Saved answer={answer} />}
          </Fact>
          <Fact
            title="Credits per qualified candidate"
            description={descriptions.CreditsPerQualifiedCandidate}
            query={credits}
            addressOf={getGetCreditsPerQualifiedCandidateUrl}
          >
            {(answer) => <Credits answer={answer} />}
          </Fact>
          <Fact
            title="Campaigns launched"
            description={descriptions.CampaignsLaunchedPerWeek}
            query={launches}
            addressOf={launchesAddress}
          >
            {(answer) => <Launched answer={answer} />}
          </Fact>
        </div>
      )}
    </Card>
  );
}

/** Of its filters the answer resolves more than the endpoint takes. */
const launchesAddress = ({ org_id, format }: GetCampaignsLaunchedPerWeekParams) =>
  getGetCampaignsLaunchedPerWeekUrl({ org_id, format });
