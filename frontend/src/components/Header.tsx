import { IMPORTS, useOrganization } from "../address";
import { useStart } from "../context";
import { OrganizationMenu } from "./OrganizationMenu";
import { Popover } from "./Popover";

/** Whose numbers these are, who is signed in, and the way to everything else. */
export function Header() {
  const { user, links, csrf_token } = useStart();
  const mayImport = useOrganization()?.may_import;
  return (
    <header className="top">
      <span className="brand">
        <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
          <rect width="24" height="24" rx="6" />
          <path d="M6.5 17V13M10.2 17V9.5M13.8 17V11.5M17.5 17V7" />
        </svg>
        <b>Calling analytics</b>
      </span>
      <OrganizationMenu look="quiet" />
      <span className="grow" />
      <Popover label="Account" look="quiet" value={user.name}>
        {(close) => (
          <ul className="choices">
            {mayImport && (
              <li>
                <a className="choice" href={IMPORTS} onClick={close}>
                  Import files
                </a>
              </li>
            )}
            <li>
              <a className="choice" href={links.docs}>
                API documentation
              </a>
            </li>
            {links.admin && (
              <li>
                <a className="choice" href={links.admin}>
                  Admin
                </a>
              </li>
            )}
            <li>
              <form method="post" action={links.logout}>
                <input type="hidden" name="csrfmiddlewaretoken" value={csrf_token} />
                <button type="submit" className="choice">
                  Sign out
                </button>
              </form>
            </li>
          </ul>
        )}
      </Popover>
    </header>
  );
}
