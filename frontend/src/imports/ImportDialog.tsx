import { useEffect, useRef, useState } from "react";

import { closePanel } from "../address";
import { useListImportKinds } from "../api/client";
import { Failure } from "../components/Failure";
import { Icon } from "../components/Icon";
import { useStart } from "../context";
import type { Organization } from "../start";
import { History } from "./History";
import { ImportPanel } from "./ImportPanel";
import { useChanges } from "./requests";
import { UploadForm } from "./UploadForm";
import "../styles/rows.css";
import "../styles/imports.css";

/** Where files are dropped, tried, read otherwise and imported; and what was before. */
export function ImportDialog({ organization }: { organization: Organization }) {
  const { csrf_token } = useStart();
  const dialog = useRef<HTMLDialogElement>(null);
  const [shown, setShown] = useState<number | null>(null);
  const kinds = useListImportKinds();
  const changes = useChanges(organization.id, csrf_token);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const known = kinds.data?.kinds;
  return (
    <dialog
      ref={dialog}
      className="rows imports"
      aria-labelledby="imports-title"
      onClose={closePanel}
    >
      <div className="rows-main">
        <header className="head">
          <h2 id="imports-title">Import files into {organization.name}</h2>
          <div className="tools">
            {shown !== null && (
              <button
                type="button"
                className="tool"
                onClick={() => {
                  setShown(null);
                }}
              >
                All imports
              </button>
            )}
            <button
              type="button"
              className="quiet"
              aria-label="Close"
              onClick={() => dialog.current?.close()}
            >
              <Icon name="close" />
            </button>
          </div>
        </header>
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
      </div>
    </dialog>
  );
}
