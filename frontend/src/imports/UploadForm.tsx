import { useState } from "react";

import type { ImportableKind, ImportKind } from "../api/model";
import { Failure } from "../components/Failure";
import type { Changes } from "./requests";
import { useAct } from "./useAct";

interface Props {
  kinds: readonly ImportKind[];
  changes: Changes;
  /** Told the number of the import. */
  onUploaded: (id: number) => void;
}

const say = (kind: string) => kind.replaceAll("_", " ").replace(/^./, (c) => c.toUpperCase());

/** Says what a file holds, and takes it. */
export function UploadForm({ kinds, changes, onUploaded }: Props) {
  const [kind, setKind] = useState("calls");
  const [profile, setProfile] = useState("");
  const chosen = kinds.find((one) => one.kind === kind);
  const [last, setLast] = useState<File | null>(null);
  const { act, isBusy, error } = useAct();

  function take(file: File | null | undefined) {
    if (!file) return;
    setLast(file);
    act(async () => {
      onUploaded((await changes.upload(kind as ImportableKind, profile, file)).id);
    });
  }

  return (
    <section aria-label="Upload" className="imports-upload">
      <div className="imports-fields">
        <label>
          The rows are
          <select
            value={kind}
            onChange={({ target }) => {
              setKind(target.value);
              setProfile("");
            }}
          >
            {kinds.map((one) => (
              <option key={one.kind} value={one.kind}>
                {say(one.kind)}
              </option>
            ))}
          </select>
        </label>
        {chosen && chosen.profiles.length > 0 && (
          <label>
            Written by
            <select
              value={profile}
              onChange={({ target }) => {
                setProfile(target.value);
              }}
            >
              <option value="">As its header shows</option>
              {chosen.profiles.map(({ name, title }) => (
                <option key={name} value={name}>
                  {title}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <label className="imports-drop">
        <b>{isBusy ? "Uploading …" : "Drop a file here, or choose one"}</b>
        <span className="muted">
          CSV, XLSX or Parquet. It is tried first; nothing is imported before you start that.
        </span>
        {/* As large as what is around it: the browser lets files be dropped on it. */}
        <input
          type="file"
          aria-label="File"
          disabled={isBusy}
          onChange={({ target }) => {
            take(target.files?.[0]);
            target.value = "";
          }}
        />
      </label>
      {error && (
        <Failure
          error={error}
          what="The file"
          onRetry={() => {
            take(last);
          }}
        />
      )}
    </section>
  );
}
