import { authorizer } from '../lib/http/authorizer.ts';
import { createVerifier } from '../lib/identity/verifier.ts';
import { readOrganisation } from '../lib/organisation.ts';
import { parseSettings } from '../lib/settings.ts';
import { createAuthorizationLog } from '../lib/telemetry.ts';

const { organisationFile, callerLanes: lanes } = parseSettings(process.env);
const { teams } = readOrganisation(organisationFile);
const verifier = createVerifier(teams.issuers);
void verifier.prepare();

export const handler = authorizer({ teams, verifier, lanes, record: createAuthorizationLog() });
