import * as v from 'valibot';
import { together } from '../../file/cross-check.ts';
import { enumeration } from '../../text/wording.ts';
import { type Code, codes, defaultTimeout, lookedFor, pitfalls, serviceLogs } from '../rules/pitfalls.ts';
import { defineGuide } from './parts/guide.ts';

const parametersSchema = v.pipe(
  v.strictObject({
    except: v.exactOptional(
      v.pipe(
        v.array(v.picklist(codes)),
        v.nonEmpty('must name at least one code; leave it out otherwise'),
        v.description('Codes of pitfalls that the rule does not look for.'),
        v.metadata({ default: [] }),
      ),
    ),
  }),
  together(({ except = [] }) =>
    new Set(except).size === codes.length ? ['excepts every pitfall, so that the rule says nothing'] : [],
  ),
);

/** What is known of each, for people. */
const known: Readonly<Record<Code, { readonly meaning: string; readonly advice: string }>> = {
  'schedule-without-expression': {
    meaning: 'A schedule has no expression, so that nothing ever runs by it.',
    advice: 'Give a schedule its scheduleExpression, or leave it out.',
  },
  'timeout-ignored': {
    meaning: `timeoutMinutes is not ${defaultTimeout}; Image Builder stores it, shows it, and never looks at it.`,
    advice: 'Leave out timeoutMinutes.',
  },
  'scanning-without-tests': {
    meaning: 'Scanning is on and tests are off; Image Builder scans only images that it tests.',
    advice: 'Leave tests on where images are to be scanned.',
  },
  'ecr-configuration-ignored': {
    meaning: 'There is an ecrConfiguration beside an image recipe; it counts for container images only.',
    advice: 'Leave out ecrConfiguration with an image recipe.',
  },
  'workflow-setting-ignored': {
    meaning: 'onFailure or parallelGroup stands on a build or distribution workflow; both count for test workflows only.',
    advice: 'Set onFailure and parallelGroup on test workflows only.',
  },
  'workflows-without-role': {
    meaning: 'There are workflows and no executionRole; workflows of one’s own run under a role of one’s own.',
    advice: 'Name an executionRole with workflows.',
  },
  'log-group-without-role': {
    meaning: `A log group lies outside ${serviceLogs}, and no executionRole is named that could write to it.`,
    advice: `Name an executionRole with log groups outside ${serviceLogs}.`,
  },
};

export const pitfallsGuide = defineGuide(pitfalls, {
  purpose: 'A pipeline must hold nothing that Image Builder accepts and then ignores, or that makes its runs fail.',
  parameters: parametersSchema,
  codes: Object.fromEntries(codes.map((code) => [code, known[code].meaning])),
  example: { except: ['timeout-ignored'] },
  explain({ except = [] }) {
    const looked = lookedFor(except);
    return {
      summary: `A pipeline must have none of ${looked.length} known pitfalls${except.length === 0 ? '' : `; ${enumeration([...new Set(except)])} may be`}.`,
      howToSatisfy: looked.map((code) => known[code].advice),
      example: {
        schedule: { scheduleExpression: 'cron(0 6 ? * mon *)' },
        loggingConfiguration: { imageLogGroupName: '/imagebuilder/web/image' },
        executionRole: 'image-builder',
      },
    };
  },
});
