/* What the portal's pages need beside HTML: the menu on a narrow screen, the focus of an error summary, the show button of a password, and that no form is sent into nowhere. */

import { createAll, ErrorSummary, PasswordInput, ServiceNavigation } from "../vendor/govuk-frontend-6.6.0.js";
import { guardForms } from "./portal-sending.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const component of [ErrorSummary, PasswordInput, ServiceNavigation]) createAll(component);
guardForms();
