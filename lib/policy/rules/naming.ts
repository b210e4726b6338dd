import type { JsonObject } from '../../json/value.ts';
import { compilePattern } from '../../text/pattern/pattern.ts';
import { matches } from '../../text/wildcard.ts';
import { quoted } from '../../text/wording.ts';
import type { JudgingContext } from '../subject/subject.ts';
import { fillForReading, templateOf, wildcardFiller } from '../subject/template.ts';
import type { RuleFinding, RuleType } from './parts/rule.ts';

/** Source: CreateImagePipeline, EC2 Image Builder API Reference: a name has 3 to 128 characters. */
export const minimumNameLength = 3;
export const maximumNameLength = 128;

/** The name as it was typed, and the one that the pipeline's ARN ends with. */
export const forms = ['display', 'normalised'] as const;

type Form = (typeof forms)[number];

/** What a name must be like. */
export interface NamingParameters {
  /** A wildcard; a template. */
  readonly template?: string;
  /** A regular expression. */
  readonly pattern?: string;
  readonly minimumLength?: number;
  readonly maximumLength?: number;
  /** Which form is judged; by default both are. */
  readonly on?: readonly Form[];
}

type NamingFinding = Pick<RuleFinding, 'code' | 'message' | 'expected'>;

/** What is wrong with a name; the message continues a sentence that names it. */
type NameJudge = (name: string, context: JudgingContext) => NamingFinding | undefined;

/** A name is what identifies a pipeline, so that another one is another pipeline: only a person can choose it. */
export const naming: RuleType<NamingParameters> = {
  type: 'naming',
  prepare(parameters) {
    const { on = forms } = parameters;
    const judges = judgesOf(parameters);
    return ({ definition: { name } }, context) => {
      const spelt: readonly (readonly [Form, string])[] = [
        ['display', name],
        ['normalised', context.name],
      ];
      return judges.flatMap((judge) => {
        const broken = spelt.find(([form, text]) => on.includes(form) && judge(text, context) !== undefined);
        if (broken === undefined) return [];
        const [form, text] = broken;
        const finding = judge(text, context);
        const label =
          form === 'display' || text === name
            ? `the name ${quoted(text)}`
            : `the name ${quoted(name)} becomes ${quoted(text)}, which`;
        return finding === undefined
          ? []
          : [{ ...finding, pointer: '/name', message: `${label} ${finding.message}`, actual: name }];
      });
    };
  },
};

function judgesOf({
  template,
  pattern,
  minimumLength = minimumNameLength,
  maximumLength = maximumNameLength,
}: NamingParameters): readonly NameJudge[] {
  return [
    ...(template === undefined ? [] : [templateJudge(template)]),
    ...(pattern === undefined ? [] : [patternJudge(pattern)]),
    (name) =>
      name.length < minimumLength
        ? {
            code: 'too-short',
            message: `has ${name.length} characters, at least ${minimumLength} are needed`,
            expected: { minimumLength },
          }
        : undefined,
    (name) =>
      name.length > maximumLength
        ? {
            code: 'too-long',
            message: `has ${name.length} characters, at most ${maximumLength} are allowed`,
            expected: { maximumLength },
          }
        : undefined,
  ];
}

function templateJudge(template: string): NameJudge {
  const fill = wildcardFiller(templateOf(template));
  return (name, context) => {
    const wildcard = fill(context);
    if ('value' in wildcard && matches(wildcard.value, name)) return undefined;
    const readable = fillForReading(template, context);
    const message = `must match ${quoted(readable)}`;
    const expected: JsonObject = { template: readable };
    return 'value' in wildcard
      ? { code: 'template-mismatch', message, expected }
      : { code: 'context-unknown', message: `${message}, and no ${wildcard.unknown} is known for you`, expected };
  };
}

function patternJudge(source: string): NameJudge {
  const pattern = compilePattern(source);
  return (name) =>
    pattern.matches(name)
      ? undefined
      : { code: 'pattern-mismatch', message: `must match ${quoted(source)}`, expected: { pattern: source } };
}
