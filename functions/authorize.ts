import { authorizer } from '../lib/http/authorizer.ts';
import { createVerifier } from '../lib/identity/verifier.ts';
import { readOrganisation } from '../lib/service/organisation.ts';
import { parseSettings } from '../lib/service/settings.ts';
import { createAuthorizationLog } from '../lib/service/telemetry.ts';

const { organisationFile, callerLanes: lanes } = parseSettings(process.env);
const { teams } = readOrganisation(organisationFile);
const verifier = createVerifier(teams.issuers);
void verifier.prepare();

export const handler = authorizer({ teams, verifier, lanes, record: createAuthorizationLog() });
