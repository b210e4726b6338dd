import { describe, expect, it } from 'vitest';
import { defaultTrial } from '../../../lib/cli/compile/default-trial.ts';
import { applyDefaults, type DefaultDocument, prepareDefaults } from '../../../lib/policy/defaults.ts';
import { loadPolicy } from '../../../lib/policy/load/load.ts';
import type { PolicyDocument } from '../../../lib/policy/policy.ts';
import { pipelineApi } from '../../support/pipeline-api.ts';
import { context, definitionWith, now } from '../../support/policy-subjects.ts';

const pipelineGroup = '/loggingConfiguration/pipelineLogGroupName';
const autoDisable = '/schedule/autoDisablePolicy';

const defaults: readonly DefaultDocument[] = [
  { at: pipelineGroup, value: '/imagebuilder/{team}/pipeline' },
  { at: autoDisable, value: { failureCount: 3 }, when: '/schedule' },
];

const apply = (definition: object, documents = defaults, known = context) =>
  applyDefaults(prepareDefaults(documents), definition, known);

describe('a default', () => {
  it('is filled in where there is nothing, with its parents and placeholders, and said', () => {
    const definition = { name: 'x', schedule: { scheduleExpression: 'rate(1 day)' } };
    expect(apply(definition)).toEqual({
      definition: {
        name: 'x',
        schedule: { scheduleExpression: 'rate(1 day)', autoDisablePolicy: { failureCount: 3 } },
        loggingConfiguration: { pipelineLogGroupName: '/imagebuilder/web/pipeline' },
      },
      defaulted: [
        { pointer: pipelineGroup, value: '/imagebuilder/web/pipeline' },
        { pointer: autoDisable, value: { failureCount: 3 } },
      ],
    });
    expect(definition).toEqual({ name: 'x', schedule: { scheduleExpression: 'rate(1 day)' } });
  });

  it.each<[string, object, readonly DefaultDocument[], object]>([
    [
      'what is there',
      { loggingConfiguration: { pipelineLogGroupName: '/x' }, schedule: { autoDisablePolicy: { failureCount: 9 } } },
      defaults,
      {},
    ],
    ['a place whose condition does not hold', { loggingConfiguration: { pipelineLogGroupName: '/x' } }, defaults, {}],
    ['a place for which nothing is known', {}, defaults, { team: null }],
    [
      'a full map of tags',
      { tags: Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, 'v'])) },
      [{ at: '/tags/team', value: '{team}' }],
      {},
    ],
  ])('leaves %s alone', (_, definition, documents, known) => {
    expect(apply(definition, documents, { ...context, ...known })).toEqual({ definition, defaulted: [] });
  });

  it('sees those before it, and the first at a place counts', () => {
    const chain: readonly DefaultDocument[] = [
      { at: '/tags/a', value: '1' },
      { at: '/tags/b', value: '2', when: '/tags/a' },
      { at: '/tags/b', value: '3' },
    ];
    expect(apply({}, chain).definition).toEqual({ tags: { a: '1', b: '2' } });
  });

  it('can be a tag of any name', () => {
    const { definition } = apply({}, [{ at: '/tags/__proto__', value: '{team}' }]);
    expect(JSON.stringify(definition)).toBe('{"tags":{"__proto__":"web"}}');
    expect(Object.getPrototypeOf(definition)).toBe(Object.prototype);
  });
});

describe('the defaults of a policy', () => {
  const rules = [
    { id: 'logs', type: 'log-groups', pipeline: { allow: ['/imagebuilder/{team}/*'], explicit: true } },
    { id: 'auto', type: 'auto-disable', maximum: 5 },
  ];
  const policy: PolicyDocument = { name: 'p', version: '1', defaults, rules };
  const bare = definitionWith({ loggingConfiguration: undefined, schedule: { scheduleExpression: 'rate(1 day)' } });
  const told = [
    { code: 'defaulted', pointer: pipelineGroup, actual: null, expected: '/imagebuilder/web/pipeline', origin: 'policy-default' },
    { code: 'defaulted', pointer: autoDisable, actual: null, expected: { failureCount: 3 }, origin: 'policy-default' },
  ];

  it('are judged, written, told and recorded', async () => {
    const api = pipelineApi(policy);
    const evaluated = await api.evaluate({ definition: bare });
    expect(evaluated.json).toMatchObject({ decision: 'allow', advisories: told });
    const filled = {
      loggingConfiguration: { pipelineLogGroupName: '/imagebuilder/web/pipeline' },
      schedule: { autoDisablePolicy: { failureCount: 3 } },
    };
    expect(evaluated.json.resulting).toMatchObject(filled);
    const created = await api.create(bare);
    expect([created.status, created.json.advisories]).toMatchObject([201, told]);
    expect(api.imageBuilder.created[0]?.definition).toMatchObject(filled);
    expect(api.records.map(({ defaulted }) => defaulted)).toEqual([
      [pipelineGroup, autoDisable],
      [pipelineGroup, autoDisable],
    ]);
  });

  it('make a replacement that leaves them out the same again', async () => {
    const api = pipelineApi(policy);
    await api.create(bare);
    const replaced = await api.put('web-base', bare);
    expect(replaced.headers['x-imagegate-unchanged']).toBe('true');
    expect(replaced.json.advisories).toMatchObject(told);
  });

  it('say what they replace', async () => {
    const api = pipelineApi(policy);
    await api.create({ ...bare, loggingConfiguration: { pipelineLogGroupName: '/imagebuilder/web/other' } });
    const { json } = await api.put('web-base', bare);
    expect(json.advisories.map(({ code, pointer }: { code: string; pointer: string }) => [code, pointer])).toEqual([
      ['defaulted', pipelineGroup],
      ['defaulted', autoDisable],
    ]);
    expect(json.advisories[0].message).toBe(
      'loggingConfiguration.pipelineLogGroupName is not given and becomes "/imagebuilder/web/pipeline", the default of the policy; it was "/imagebuilder/web/other"',
    );
  });

  it('are not for a pipeline as it stands', async () => {
    const before = pipelineApi();
    await before.create(bare);
    const api = pipelineApi(policy);
    for (const [name, record] of before.imageBuilder.pipelines) api.imageBuilder.pipelines.set(name, record);
    expect((await api.get('web-base')).json.compliance).toMatchObject({ compliant: false, violations: 2 });
    // A patch of one member changes one member, so what was lacking stays lacking, and is judged so …
    const refused = await api.patch('web-base', { description: 'new' });
    expect(refused.json.violations.map(({ pointer }: { pointer: string }) => pointer)).toEqual([pipelineGroup, autoDisable]);
    // … but what the patch itself takes away is filled in.
    const patch = { loggingConfiguration: null, schedule: { scheduleExpression: 'rate(2 days)', autoDisablePolicy: null } };
    expect((await api.patch('web-base', patch)).json.advisories).toMatchObject(told);
  });

  it('are filled in for a schedule that a patch brings', async () => {
    const api = pipelineApi(policy);
    await api.create(definitionWith({ schedule: undefined }));
    const { status, json } = await api.patch('web-base', { schedule: { scheduleExpression: 'rate(1 day)' } });
    expect([status, json.advisories]).toMatchObject([200, [told[1]]]);
    expect(json.schedule).toMatchObject({ autoDisableAfter: 3, autoDisableExplicit: true });
  });

  it('give way to a fix, which is a patch of what was sent', async () => {
    const api = pipelineApi({ ...policy, rules: [{ id: 'auto', type: 'auto-disable', maximum: 2 }] });
    const { json } = await api.create(bare);
    expect(json.violations).toMatchObject([{ origin: 'policy-default', pointer: `${autoDisable}/failureCount` }]);
    expect(json.fix).toEqual({
      patch: [
        { op: 'add', path: autoDisable, value: {} },
        { op: 'add', path: `${autoDisable}/failureCount`, value: 2 },
      ],
      verified: true,
      needsInput: [],
    });
  });
});

describe('loading defaults', () => {
  const teams = ['web', 'payments'];
  const load = (text: string, known: readonly string[] | undefined) =>
    loadPolicy(text, 'policy.yaml', { trial: defaultTrial(now, known), teams: known });
  const problemsOf = (text: string, rules = '[]') => {
    const loaded = load(`name: p\nversion: "1"\ndefaults:\n  - ${text}\nrules: ${rules}`, teams);
    return loaded.ok
      ? []
      : loaded.problems.map(({ line, column, pointer, message }) => `${line}:${column} ${pointer} ${message}`);
  };

  it.each([
    '{ at: /loggingConfiguration/pipelineLogGroupName, value: "/imagebuilder/{team}/pipeline" }',
    '{ at: /schedule/autoDisablePolicy, value: { failureCount: 3 }, when: /schedule }',
    '{ at: /schedule/timezone, value: Etc/UTC, when: /schedule/scheduleExpression }',
    '{ at: /tags, value: { team: "{team}", owner: nobody } }',
    '{ at: /tags/team, value: "{team}" }',
    '{ at: /enhancedImageMetadataEnabled, value: false }',
    '{ at: /imageScanningConfiguration, value: { imageScanningEnabled: true }, when: /containerRecipeArn }',
  ])('takes %s', (text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  it.each([
    ['{ at: /tag, value: {} }', '/defaults/0/at points to nothing: what holds it has no member "tag"; did you mean tags?'],
    ['{ at: tags, value: {} }', '/defaults/0/at must be a JSON Pointer to a member, such as /schedule/autoDisablePolicy'],
    ['{ at: "", value: {} }', '/defaults/0/at must be a JSON Pointer to a member, such as /schedule/autoDisablePolicy'],
    ['{ at: /name, value: x }', '/defaults/0/at is never absent: a definition must state it itself'],
    ['{ at: /workflows/0/onFailure, value: ABORT }', '/defaults/0/at leads into a list; only a whole list can be filled in'],
    ['{ at: /schedule/timezone, value: Etc/UTC }', '/defaults/0/at would give every pipeline a schedule; write when: /schedule'],
    [
      '{ at: /tags/a, value: x, when: /shedule }',
      '/defaults/0/when points to nothing: what holds it has no member "shedule"; did you mean schedule?',
    ],
    ['{ at: /tags/a }', '/defaults/0/value the key value is missing'],
    ['{ at: /tags/a, value: 1 }', '/defaults/0/value must be a text'],
    ['{ at: /tags/a, value: "{teem}" }', '/defaults/0/value has the unknown placeholder {teem}; did you mean {team}?'],
    ['{ at: /enhancedImageMetadataEnabled, value: "yes" }', '/defaults/0/value must be true or false'],
    [
      '{ at: /schedule/autoDisablePolicy, value: { failures: 3 }, when: /schedule }',
      '/defaults/0/value/failures is unknown: what holds it has no member "failures"; there are failureCount',
    ],
    [
      '{ at: /schedule/autoDisablePolicy, value: { failureCount: 3.5 }, when: /schedule }',
      '/defaults/0/value/failureCount must be a whole number',
    ],
    [
      '{ at: /schedule/autoDisablePolicy, value: { failureCount: 30 }, when: /schedule }',
      '/defaults/0/value is not what Image Builder takes: failureCount must be a whole number from 1 to 10, but is 30: perhaps 10 is meant',
    ],
    [
      '{ at: /loggingConfiguration/imageLogGroupName, value: "/a b" }',
      '/defaults/0/value is not what Image Builder takes: imageLogGroupName must be the name of a log group: 1 to 512 letters, digits and - _ / ., but is "/a b"',
    ],
    ['{ at: /tags/a, value: x, if: /schedule }', '/defaults/0/if unknown key "if"; there are at, value, when'],
  ])('refuses %s', (text, expected) => {
    expect(problemsOf(text).map((problem) => problem.replace(/^4:\d+ /, ''))).toEqual([expected]);
  });

  it('refuses what another fills in already', () => {
    expect(problemsOf('{ at: /tags/a, value: x }\n  - { at: /tags/a, value: y }')).toEqual([
      '5:11 /defaults/1/at is what default 1 fills in already',
    ]);
  });

  it.each([
    [
      'by its value',
      '{ at: /schedule/autoDisablePolicy, value: { failureCount: 9 }, when: /schedule }',
      '[{ id: auto, type: auto-disable, maximum: 5 }]',
      'breaks the rule auto: failureCount is 9, at most 5 is allowed',
    ],
    [
      'for every team, for each in its own way',
      '{ at: /loggingConfiguration/imageLogGroupName, value: /imagebuilder/x }',
      '[{ id: logs, type: log-groups, level: warn, image: { allow: ["/imagebuilder/{team}/*"] } }]',
      'for example for the team web: breaks the rule logs: the image log group is "/imagebuilder/x", it must match "/imagebuilder/web/*"',
    ],
    [
      'whatever the pipeline is called',
      '{ at: /loggingConfiguration/imageLogGroupName, value: "/imagebuilder/{team}/{name}" }',
      '[{ id: logs, type: log-groups, image: { allow: ["/logs/{team}/*"] } }]',
      'for example for the team web: breaks the rule logs: the image log group is "/imagebuilder/web/{name}", it must match "/logs/web/*"',
    ],
    [
      'that forbids it',
      '{ at: /tags/tmp-a, value: x }',
      '[{ id: tags, type: tags, forbid: ["tmp-*"] }]',
      'breaks the rule tags: tag "tmp-a" is forbidden',
    ],
  ])('refuses a default that breaks a rule %s', (_, text, rules, expected) => {
    expect(problemsOf(text, rules).map((problem) => problem.replace(/^\S+ \S+ /, ''))).toEqual([expected]);
  });

  const headed = (rest: string) => `name: p\nversion: "1"\n${rest}`;
  const stages = 'environment: { accounts: { "111122223333": dev, "444455556666": prod }, regions: [us-east-1, us-west-2] }';

  it.each<[string, string, readonly string[] | undefined]>([
    [
      'suits the teams that there are',
      'defaults: [{ at: /tags/team, value: "{team}" }]\nrules: [{ id: t, type: tags, require: { team: { oneOf: [web, payments] } } }]',
      teams,
    ],
    [
      'suits the Regions that there are',
      `${stages}\ndefaults: [{ at: /tags/at, value: "{region}" }]\nrules: [{ id: t, type: tags, require: { at: { oneOf: [us-east-1, us-west-2] } } }]`,
      teams,
    ],
    [
      'depends on a Region, where none is declared',
      'defaults: [{ at: /tags/at, value: "{region}" }]\nrules: [{ id: t, type: tags, require: { at: { oneOf: [us-east-1] } } }]',
      teams,
    ],
    [
      'depends on a team, where none is known',
      'defaults: [{ at: /tags/team, value: "{team}" }]\nrules: [{ id: t, type: tags, require: { team: { oneOf: [radiology] } } }]',
      undefined,
    ],
    [
      'does for some names of pipelines',
      'defaults: [{ at: /tags/app, value: "{name}" }]\nrules: [{ id: t, type: tags, require: { app: { oneOf: [web-shop] } } }, { id: l, type: log-groups, image: { allow: ["/aws/*"] } }]',
      teams,
    ],
    [
      'is completed by another one',
      'defaults: [{ at: /schedule, value: { scheduleExpression: rate(7 days) } }, { at: /schedule/autoDisablePolicy, value: { failureCount: 3 }, when: /schedule }]\nrules: [{ id: stop, type: auto-disable, maximum: 5 }]',
      teams,
    ],
  ])('takes a default that %s', (_, text, known) => {
    expect(load(headed(text), known)).toMatchObject({ ok: true, warnings: [] });
  });

  it('refuses what another one would have to complete, and comes too early to do it', () => {
    const loaded = load(
      headed(
        'defaults: [{ at: /schedule/autoDisablePolicy, value: { failureCount: 3 }, when: /schedule }, { at: /schedule, value: { scheduleExpression: rate(7 days) } }]\nrules: [{ id: stop, type: auto-disable, maximum: 5 }]',
      ),
      teams,
    );
    expect(loaded).toMatchObject({ ok: false, problems: [{ pointer: '/defaults/1/value' }] });
  });

  it.each([
    [
      '/tags/stage',
      '"{environment}"',
      'stage: { oneOf: [prod] }',
      'in account 111122223333 (dev): breaks the rule t: tag stage is "dev"',
    ],
    ['/tags/team', 'web', 'team: { equals: "{team}" }', 'for the team payments: breaks the rule t: tag team is "web"'],
    ['/tags/at', '"{region}"', 'at: { oneOf: [us-east-1] }', 'in us-west-2: breaks the rule t: tag at is "us-west-2"'],
    [
      '/tags/at',
      '"{team}-{region}"',
      'at: { oneOf: [web-us-east-1, payments-us-east-1, web-us-west-2] }',
      'for the team payments, in us-west-2: breaks the rule t',
    ],
  ])('takes a default at %s of %s that breaks a rule for some, and tells for whom', (at, value, demand, expected) => {
    const rules = `rules: [{ id: t, type: tags, require: { ${demand} } }]`;
    const loaded = load(headed(`${stages}\ndefaults: [{ at: ${at}, value: ${value} }]\n${rules}`), teams);
    const message = expect.stringContaining(expected);
    expect(loaded).toMatchObject({ ok: true, warnings: [{ pointer: '/defaults/0/value', message }] });
  });

  it('is quick where there are many teams, accounts and Regions', () => {
    const accounts = Array.from({ length: 50 }, (_, index) => `"${111_122_223_300 + index}": dev`).join(', ');
    const text = headed(
      `environment: { accounts: { ${accounts} }, regions: [us-east-1, us-west-2] }\ndefaults: [{ at: /tags/team, value: web }]\nrules: [{ id: t, type: tags, require: { team: { equals: "{team}" } } }]`,
    );
    const many = Array.from({ length: 500 }, (_, index) => `team-${index}`);
    expect(load(text, ['web', ...many])).toMatchObject({
      ok: true,
      warnings: [{ message: expect.stringMatching(/^for the team team-0, team-1, team-2 and 497 more: /) }],
    });
  });
});
