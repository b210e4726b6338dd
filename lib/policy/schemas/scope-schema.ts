import * as v from 'valibot';
import { conditionSchema } from '../cel/cel-schema.ts';

const names = (description: string) =>
  v.exactOptional(
    v.pipe(
      v.array(v.pipe(v.string(), v.nonEmpty('must not be empty'))),
      v.nonEmpty('must have at least one entry; to switch the rule off, write level: off'),
      v.description(description),
    ),
  );

/** What says of a rule which pipelines it is about. */
export const scopeEntries = {
  teams: names(
    'The teams that the rule is for; names or wildcards, such as `data-*`. Without it, all. It applies to callers without a team as well.',
  ),
  environments: names(
    'The environments that the rule is for, as `environment.accounts` names them. Without it, all. It applies in an account without one as well.',
  ),
  regions: names('The AWS Regions that the rule is for, such as `eu-*`. Without it, all.'),
  when: v.exactOptional(
    v.pipe(
      conditionSchema,
      v.description(
        'When the rule applies, in CEL; without it, always. Where the condition depends on something about the caller that is not known, the rule applies.',
      ),
    ),
  ),
};
