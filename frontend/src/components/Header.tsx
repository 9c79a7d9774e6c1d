import { useStart } from "../context";

/** Who is signed in, and the way to everything else. */
export function Header() {
  const { user, links, csrf_token } = useStart();
  return (
    <header className="header">
      <a className="skip" href="#numbers">
        Skip to the numbers
      </a>
      <p className="header-name">
        <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
          <rect width="32" height="32" rx="8" className="header-mark" />
          <path d="M8 24v-7M14 24V12M20 24v-9M26 24V8" className="header-bars" />
        </svg>
        Calling campaign analytics
      </p>
      <nav className="header-links" aria-label="Account">
        <a href={links.docs}>API</a>
        {links.admin && <a href={links.admin}>Admin</a>}
        <span className="header-user">{user.name}</span>
        <form method="post" action={links.logout}>
          <input type="hidden" name="csrfmiddlewaretoken" value={csrf_token} />
          <button type="submit" className="button-quiet">
            Sign out
          </button>
        </form>
      </nav>
    </header>
  );
}
