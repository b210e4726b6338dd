import type { RuleDocument } from '../../lib/policy/policy.ts';

/** So many rules, of all types in turns, no two of a type with the same parameters where it has any. Always the same ones. */
export function rulesOfEveryType(count: number): RuleDocument[] {
  const types = Object.entries(parameters);
  return Array.from({ length: count }, (_, index): RuleDocument => {
    const [type, parametersOf] = types[index % types.length] ?? ['pitfalls', () => ({})];
    const turn = Math.floor(index / types.length);
    return { id: `${type}-${turn}`, type, ...parametersOf(turn) };
  });
}

/** Such that all rules of a type agree, and a compliant pipeline passes. */
const parameters: Readonly<Record<string, (turn: number) => object>> = {
  tags: (turn) => ({
    require: {
      team: { equals: '{team}' },
      'cost-center': { pattern: `CC-[0-9]{4}|X-${turn}` },
      'data-class': { oneOf: ['public', 'internal', `class-${turn}`] },
      owner: {},
    },
    forbid: [`tmp-${turn}-*`],
  }),
  'log-groups': (turn) => ({
    image: { allow: ['/imagebuilder/{team}/*', `/other-${turn}/*`] },
    pipeline: { allow: ['/imagebuilder/{team}/*', `/other-${turn}/*`], explicit: true },
  }),
  'auto-disable': () => ({ maximum: 5 }),
  schedule: (turn) => ({
    minimumGap: `${24 + (turn % 24)}h`,
    maximumGap: `${8 + (turn % 20)}d`,
    timezones: ['UTC', 'Europe/*', `Asia/T${turn}*`],
    startCondition: 'dependency-updates',
  }),
  'image-tests': () => ({}),
  'image-scanning': () => ({}),
  'enhanced-metadata': () => ({}),
  references: (turn) => ({
    recipes: { allow: ['{account}/web*', `{account}/r${turn}-*`] },
    distribution: { required: true, allow: ['{account}/*', `aws/d${turn}`] },
  }),
  'execution-role': (turn) => ({ required: true, allow: ['web-*', `role-${turn}-*`] }),
  workflows: (turn) => ({ allow: ['{account}/*', 'aws/*'], maximum: turn % 11 }),
  naming: (turn) => ({ pattern: `[A-Z][A-Za-z ]+|N${turn}`, on: ['display'] }),
  pitfalls: (turn) => (turn % 2 === 0 ? {} : { except: ['timeout-ignored'] }),
  expression: (turn) => ({
    assert: `definition.name != "forbidden-${turn}" && definition.tags.all(key, key != "old-${turn}")`,
    at: '/name',
    message: 'the name {definition.name} is not for pipelines',
  }),
};
