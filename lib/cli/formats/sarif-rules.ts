import { explainRule, type RuleExplanation } from '../../policy/explain/explain.ts';
import type { Level } from '../../policy/verdict.ts';
import type { Frame } from './format.ts';
import { shapeRule } from './remark.ts';

const levels: Readonly<Record<Level, string>> = { enforce: 'error', warn: 'warning', audit: 'note' };

export interface RuleDescriptor {
  readonly id: string;
  readonly [property: string]: unknown;
}

/** What viewers show of the rules beside their results (3.49). */
export function ruleDescriptors({ policy, reader, now }: Frame): readonly RuleDescriptor[] {
  const explained = policy.rules.flatMap(({ id }) => {
    const explanation = explainRule(policy, id, reader, now);
    return explanation === undefined ? [] : [descriptor(explanation)];
  });
  return [...explained, shapeDescriptor];
}

/** A text in which braces do not begin a placeholder (3.11.5), nor brackets a link (3.11.6). */
export function message(text: string) {
  return { text: text.replaceAll('{', '{{').replaceAll('}', '}}').replaceAll('](', '] (') };
}

const shapeDescriptor: RuleDescriptor = {
  id: shapeRule,
  shortDescription: { text: 'A definition must have the shape that Image Builder takes.' },
  help: { text: 'See CreateImagePipeline in the EC2 Image Builder API Reference.' },
  defaultConfiguration: { level: 'error' },
};

function descriptor(explanation: RuleExplanation): RuleDescriptor {
  const { id, type, level, summary, purpose, why, docs } = explanation;
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: why ?? purpose },
    help: { text: helpText(explanation), markdown: helpMarkdown(explanation) },
    ...(URL.canParse(docs) && { helpUri: docs }),
    defaultConfiguration: level === 'off' ? { enabled: false } : { level: levels[level] },
    properties: { type },
  };
}

function helpText({ howToSatisfy, remedy, example }: RuleExplanation): string {
  return [...howToSatisfy, ...(remedy === null ? [] : [remedy]), `Example: ${JSON.stringify(example)}`].join('\n');
}

function helpMarkdown({ howToSatisfy, remedy, example }: RuleExplanation): string {
  const steps = howToSatisfy.map((step) => `* ${step}`).join('\n');
  const code = `\`\`\`json\n${JSON.stringify(example, null, 2)}\n\`\`\``;
  return [steps, ...(remedy === null ? [] : [remedy]), code].join('\n\n');
}
