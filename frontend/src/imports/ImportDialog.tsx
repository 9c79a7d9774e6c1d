import { useState } from "react";

import { useListImportKinds } from "../api/client";
import { Failure } from "../components/Failure";
import { PanelDialog } from "../components/PanelDialog";
import { useStart } from "../context";
import type { Organization } from "../start";
import { History } from "./History";
import { ImportPanel } from "./ImportPanel";
import { useChanges } from "./requests";
import { UploadForm } from "./UploadForm";
import "../styles/imports.css";

/** Where files are dropped, tried, read otherwise and imported; and what was before. */
export function ImportDialog({ organization }: { organization: Organization }) {
  const { csrf_token } = useStart();
  const [shown, setShown] = useState<number | null>(null);
  const kinds = useListImportKinds();
  const changes = useChanges(organization.id, csrf_token);
  const known = kinds.data?.kinds;
  return (
    <PanelDialog
      name="imports"
      title={`Import files into ${organization.name}`}
      tools={
        shown !== null && (
          <button
            type="button"
            className="tool"
            onClick={() => {
              setShown(null);
            }}
          >
            All imports
          </button>
        )
      }
    >
      {kinds.error && (
        <Failure
          error={kinds.error}
          what="What can be imported"
          onRetry={() => void kinds.refetch()}
        />
      )}
      <div className="imports-body">
        {kinds.data && known && shown === null && (
          <>
            <UploadForm kinds={known} changes={changes} onUploaded={setShown} />
            <History organization={organization.id} onShow={setShown} />
          </>
        )}
        {kinds.data && shown !== null && (
          <ImportPanel key={shown} id={shown} kinds={kinds.data} changes={changes} />
        )}
      </div>
    </PanelDialog>
  );
}
