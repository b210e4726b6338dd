import { describe, expect, it } from 'vitest';
import { compliant } from '../../support/policy-subjects.ts';
import { runPolicy, workbench } from './workbench.ts';

const { write } = workbench();

const rules = `name: p
version: "1"
rules:
  - { id: tags, type: tags, require: { team: { equals: "{team}" }, owner: {} } }
  - { id: logs, type: log-groups, image: { allow: ["/logs/{team}/*"] }, pipeline: { allow: ["/logs/{team}/{name}"], explicit: true } }
  - { id: stop, type: auto-disable, maximum: 5 }
  - { id: recipes, type: references, recipes: { allow: ["{account}/web-*"] } }
  - { id: names, type: expression, assert: 'definition.name.startsWith("Web")', at: /tags, message: "{definition.name}" }
`;

async function check(template: unknown, ...args: readonly string[]) {
  const file = typeof template === 'string' ? write('template.yaml', template) : write('template.json', template);
  const policy = write('policy/policy.yaml', rules);
  return await runPolicy(['check', file, '--policy', policy, '--team', 'web', ...args]);
}

/** The result for the only pipeline of a template with these properties, beside those that let it pass. */
async function result(properties: Readonly<Record<string, unknown>>) {
  const template = { Resources: { P: { Type: 'AWS::ImageBuilder::ImagePipeline', Properties: { ...known, ...properties } } } };
  const { output } = await check(template, '--format', 'json');
  const [only] = JSON.parse(output).results;
  const short = (findings: readonly { rule: string; code: string; pointer: string }[] = []) =>
    findings.map(({ rule, code, pointer }) => `${rule} ${code} ${pointer}`);
  return { ...only, violations: short(only.violations), untold: short(only.untold) };
}

const known = {
  Name: 'Web Base',
  ImageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web-base/1.4.0',
  InfrastructureConfigurationArn: compliant.infrastructureConfigurationArn,
  LoggingConfiguration: { ImageLogGroupName: '/logs/web/images', PipelineLogGroupName: '/logs/web/web-base' },
  Tags: { team: 'web', owner: 'web@example.com' },
};

describe('a CloudFormation template', () => {
  it('is judged pipeline by pipeline, at its own lines', async () => {
    const { code, output } = await check(`AWSTemplateFormatVersion: 2010-09-09
Resources:
  Bucket: { Type: AWS::S3::Bucket }
  Good:
    Type: AWS::ImageBuilder::ImagePipeline
    Properties: ${JSON.stringify(known)}
  Bad:
    Type: AWS::ImageBuilder::ImagePipeline
    Properties:
      Name: Web Bad
      ImageRecipeArn: !Sub "arn:\${AWS::Partition}:imagebuilder:\${AWS::Region}:\${AWS::AccountId}:image-recipe/web-base/1.0.0"
      InfrastructureConfigurationArn: ${known.InfrastructureConfigurationArn}
      LoggingConfiguration:
        ImageLogGroupName: /logs/web/images
        PipelineLogGroupName: /logs/web/web-bad
      Schedule:
        ScheduleExpression: cron(0 6 ? * mon *)
        AutoDisablePolicy:
          FailureCount: 9
      Tags:
        team: web
`);
    expect(code).toBe(1);
    expect(output).toContain('template.yaml#Good: passes\n');
    expect(output).toContain('template.yaml#Bad: refused, 2 violations\n');
    expect(output).toMatch(/template\.yaml:20:7 \/tags\/owner\n/);
    expect(output).toMatch(/template\.yaml:19:25 \/schedule\/autoDisablePolicy\/failureCount\n/);
    expect(output).toMatch(/\n1 of 2 pass\n$/);
  });

  it('can be JSON', async () => {
    expect(await result({})).toMatchObject({ part: '#P', decision: 'allow', violations: [], unresolved: {} });
  });

  it.each([
    [
      'Ref of a pseudo parameter',
      {
        'Fn::Join': [
          '',
          [
            'arn:',
            { Ref: 'AWS::Partition' },
            ':imagebuilder:',
            { Ref: 'AWS::Region' },
            ':111122223333:image-recipe/web-base/1.4.0',
          ],
        ],
      },
    ],
    ['Fn::Sub', { 'Fn::Sub': `arn:aws:imagebuilder:\${AWS::Region}:\${AWS::AccountId}:image-recipe/web-base/1.4.0` }],
    [
      'Fn::Sub with variables',
      { 'Fn::Sub': [`arn:aws:imagebuilder:\${R}:\${AWS::AccountId}:image-recipe/web-base/1.4.0`, { R: { Ref: 'AWS::Region' } }] },
    ],
  ])('is known where account and Region tell it: %s', async (_, ImageRecipeArn) => {
    expect(await result({ ImageRecipeArn })).toMatchObject({ decision: 'allow', unresolved: {} });
  });

  it.each<[string, object, string, string]>([
    ['a parameter', { Ref: 'Recipe' }, '/imageRecipeArn', 'Ref Recipe'],
    ['an attribute', { 'Fn::GetAtt': ['Recipe', 'Arn'] }, '/imageRecipeArn', 'Fn::GetAtt ["Recipe","Arn"]'],
    ['a condition', { 'Fn::If': ['C', 'a', 'b'] }, '/imageRecipeArn', 'Fn::If ["C","a","b"]'],
    ['an import', { 'Fn::ImportValue': 'recipe' }, '/imageRecipeArn', 'Fn::ImportValue recipe'],
    ['a text with a parameter', { 'Fn::Sub': `arn:\${Recipe}` }, '/imageRecipeArn', `Fn::Sub arn:\${Recipe}`],
  ])('says what is not known: %s', async (_, value, pointer, words) => {
    expect(await result({ ImageRecipeArn: value })).toMatchObject({
      decision: 'allow',
      unresolved: { [pointer]: words },
      untold: ['recipes not-allowed /imageRecipeArn'],
    });
  });

  it('refuses what is certain although something else is not known', async () => {
    expect(await result({ ImageRecipeArn: { Ref: 'R' }, Tags: { team: 'web' } })).toMatchObject({
      decision: 'deny',
      violations: ['tags missing /tags/owner'],
      fix: null,
    });
  });

  it.each<[string, Readonly<Record<string, unknown>>, readonly string[], readonly string[]]>([
    [
      'a tag that is there, whatever its value',
      { Tags: { team: { Ref: 'T' }, owner: { Ref: 'O' } } },
      [],
      ['tags not-equal /tags/team'],
    ],
    ['tags that nobody knows', { Tags: { Ref: 'T' } }, [], ['tags missing /tags/owner', 'tags missing /tags/team']],
    ['a tag that is left out', { Tags: { team: 'web', owner: { Ref: 'AWS::NoValue' } } }, ['tags missing /tags/owner'], []],
    [
      'a schedule whose time is not known',
      { Schedule: { ScheduleExpression: { Ref: 'S' } } },
      ['stop missing /schedule/autoDisablePolicy'],
      [],
    ],
    ['a schedule that nobody knows', { Schedule: { 'Fn::If': ['C', {}, {}] } }, [], []],
    [
      'a count that nobody knows',
      { Schedule: { ScheduleExpression: 'rate(1 day)', AutoDisablePolicy: { FailureCount: { Ref: 'N' } } } },
      [],
      [],
    ],
    [
      'a log group of a name that nobody knows',
      { Name: { Ref: 'N' } },
      [],
      ['logs not-allowed /loggingConfiguration/pipelineLogGroupName', 'names not-satisfied /tags'],
    ],
    [
      'the default name of the log group of a recipe that nobody knows',
      { ImageRecipeArn: { Ref: 'R' }, LoggingConfiguration: { PipelineLogGroupName: '/logs/web/web-base' } },
      [],
      ['logs not-allowed /loggingConfiguration/imageLogGroupName', 'recipes not-allowed /imageRecipeArn'],
    ],
    [
      'one of two recipes',
      {
        ImageRecipeArn: { 'Fn::If': ['C', 'a', { Ref: 'AWS::NoValue' }] },
        ContainerRecipeArn: { 'Fn::If': ['C', { Ref: 'AWS::NoValue' }, 'b'] },
      },
      [],
      ['recipes not-allowed /imageRecipeArn'],
    ],
    [
      'a transform, which may add anything to the tags',
      { Tags: { team: 'web', 'Fn::Transform': { Name: 'AWS::Include' } } },
      [],
      ['tags missing /tags/owner'],
    ],
    [
      'workflows that nobody knows',
      {
        Workflows: [{ Ref: 'W' }, { WorkflowArn: { Ref: 'V' }, Parameters: [{ Name: 'n', Value: { Ref: 'X' } }, { Ref: 'Y' }] }],
      },
      [],
      [],
    ],
  ])('tells apart what is sure and what is not: %s', async (_, properties, violations, untold) => {
    expect(await result(properties)).toMatchObject({ violations, untold, decision: violations.length === 0 ? 'allow' : 'deny' });
  });

  it('reads scalars as CloudFormation does', async () => {
    const loose = {
      EnhancedImageMetadataEnabled: 'true',
      ImageTestsConfiguration: { ImageTestsEnabled: 'false', TimeoutMinutes: '90' },
      Tags: { team: 'web', owner: 42, Enabled: true },
    };
    expect(await result(loose)).toMatchObject({ decision: 'allow' });
  });

  it('says what has the wrong shape by the words of a definition', async () => {
    expect(await result({ Nmae: 'x', Status: 'ON' })).toMatchObject({
      decision: 'invalid',
      errors: [expect.objectContaining({ pointer: '/nmae' }), expect.objectContaining({ pointer: '/status' })],
    });
  });

  it('says that too little is known where nothing is', async () => {
    const template = { Resources: { P: { Type: 'AWS::ImageBuilder::ImagePipeline', Properties: { 'Fn::Transform': {} } } } };
    const { code, output } = await check(template);
    expect(code).toBe(2);
    expect(output).toContain('template.json#P: too little is known of this pipeline before it is deployed');
  });

  it('tells of loops, which it does not expand', async () => {
    const { complaint } = await check({
      Resources: {
        P: { Type: 'AWS::ImageBuilder::ImagePipeline', Properties: known },
        'Fn::ForEach::Pipelines': ['N', ['a'], { [`\${N}`]: { Type: 'AWS::ImageBuilder::ImagePipeline' } }],
      },
    });
    expect(complaint).toContain('Fn::ForEach::Pipelines is not expanded, and what it makes is not judged');
  });

  it.each([
    ['no pipeline', { Resources: {} }],
    ['no properties', { Resources: { P: { Type: 'AWS::ImageBuilder::ImagePipeline' } } }],
    ['properties of a wrong kind', { Resources: { P: { Type: 'AWS::ImageBuilder::ImagePipeline', Properties: 'x' } } }],
    ['resources of a wrong kind', { Resources: { P: null, Q: [], R: 7 } }],
    [
      'functions without sense',
      {
        Resources: {
          P: { Type: 'AWS::ImageBuilder::ImagePipeline', Properties: { Name: { 'Fn::Join': 3 }, Tags: { 'Fn::Sub': [] } } },
        },
      },
    ],
    [
      'prototype keys',
      '{"Resources":{"__proto__":{"Type":"AWS::ImageBuilder::ImagePipeline","Properties":{"__proto__":{"Ref":"x"}}}}}',
    ],
  ])('never stumbles: %s', async (_, template) => {
    expect([1, 2]).toContain((await check(template)).code);
  });

  it('does not take the short forms for values outside of templates', async () => {
    const { code, output } = await check('name: Web Base\nimageRecipeArn: !Ref Recipe\ninfrastructureConfigurationArn: x\n');
    expect(code).toBe(1);
    expect(output).toContain('/imageRecipeArn');
  });
});
