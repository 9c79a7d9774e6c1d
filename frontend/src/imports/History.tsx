import { Failure } from "../components/Failure";
import { formatWallClock } from "../format";
import { useImports } from "./requests";
import { sayCounts, sayState } from "./states";

interface Props {
  organization: number;
  /** Told which is to be shown. */
  onShow: (id: number) => void;
}

/** Who imported what, and what became of it. */
export function History({ organization, onShow }: Props) {
  const { data, error, refetch } = useImports(organization);
  if (error && !data)
    return <Failure error={error} what="The history" onRetry={() => void refetch()} />;
  if (!data) return null;
  if (!data.imports.length) return <p className="note">Nothing was imported here yet.</p>;
  return (
    <div className="table-box">
      <table aria-label="Imports so far">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">Rows</th>
            <th scope="col">Who</th>
            <th scope="col">When</th>
            <th scope="col">State</th>
            <th scope="col">Counts</th>
          </tr>
        </thead>
        <tbody>
          {data.imports.map((upload) => (
            <tr key={upload.id}>
              <td>
                <button
                  type="button"
                  className="link imports-name"
                  onClick={() => {
                    onShow(upload.id);
                  }}
                >
                  {upload.file_name}
                </button>
              </td>
              <td>{upload.kind.replaceAll("_", " ")}</td>
              <td>{upload.user ?? "somebody"}</td>
              <td>{formatWallClock(upload.created)}</td>
              <td>{sayState(upload)}</td>
              <td>{sayCounts(upload.counts)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
