// The style sheets of sections, which are independent of each other.
import.meta.glob(["./styles/*.css", "!./styles/print.css"], { eager: true });
