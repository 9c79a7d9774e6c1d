// Every style sheet in its order: what elements start from, the frame, the sections, paper.
import "./styles/embedded.css";
import "../../analytics/static/analytics/tokens.css";
import "./styles/ground.css";
import "./styles/bar.css";
import "./styles/panels.css";
import "./styles/definition.css";
import "./styles/lead.css";
import "./styles/cards.css";
import "./styles/tables.css";
import "./styles/rows.css";
import "./styles/states.css";
import "./sectionStyles";
import "./styles/print.css";
