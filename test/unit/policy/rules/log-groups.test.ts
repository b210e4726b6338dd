import { describe, expect, it } from 'vitest';
import { definitionWith, findingsOf, patched, verdictOf } from '../../../support/policy-subjects.ts';

const rule = {
  id: 'log-groups',
  type: 'log-groups',
  image: { allow: ['/imagebuilder/{team}/*'] },
  pipeline: { allow: ['/imagebuilder/{team}/*'], explicit: true },
};

const imageOnly = { id: 'log-groups', type: 'log-groups', image: rule.image };

const image = '/loggingConfiguration/imageLogGroupName';
const pipeline = '/loggingConfiguration/pipelineLogGroupName';

function logging(imageLogGroupName: string | undefined, pipelineLogGroupName: string | undefined): Record<string, unknown> {
  const given = { ...(imageLogGroupName && { imageLogGroupName }), ...(pipelineLogGroupName && { pipelineLogGroupName }) };
  return definitionWith({ loggingConfiguration: given });
}

describe('the log-groups rule', () => {
  it.each([
    ['/imagebuilder/web/a', '/imagebuilder/web/b', []],
    ['/imagebuilder/web', '/imagebuilder/web/b', [['not-allowed', image]]],
    ['/imagebuilder/webshop/a', '/imagebuilder/web/b', [['not-allowed', image]]],
    ['/IMAGEBUILDER/web/a', '/imagebuilder/web/b', [['not-allowed', image]]],
    ['/imagebuilder/web/a', '/x/imagebuilder/web/b', [['not-allowed', pipeline]]],
    [undefined, '/imagebuilder/web/b', [['not-allowed', image]]],
    ['/imagebuilder/web/a', undefined, [['not-explicit', pipeline]]],
    [
      undefined,
      undefined,
      [
        ['not-allowed', image],
        ['not-explicit', pipeline],
      ],
    ],
  ])('image %s, pipeline %s', (imageName, pipelineName, expected) => {
    const body = logging(imageName, pipelineName);
    const verdict = verdictOf([rule], body);
    expect(findingsOf(verdict)).toEqual(expected);
    if (expected.length === 0) return;
    expect(verdict.fix).toMatchObject({ verified: true, needsInput: [] });
    expect(verdictOf([rule], patched(body, verdict.fix?.patch ?? [])).decision).toBe('allow');
  });

  it('judges the name that the service would take by default, and says that it is a default', () => {
    const allowing = {
      id: 'l',
      type: 'log-groups',
      image: { allow: ['/aws/imagebuilder/web'] },
      pipeline: { allow: ['/aws/imagebuilder/pipeline/*'] },
    };
    expect(verdictOf([allowing], definitionWith({ loggingConfiguration: undefined })).decision).toBe('allow');
    const [finding] = verdictOf([rule], definitionWith({ loggingConfiguration: undefined })).violations;
    expect(finding).toMatchObject({
      actual: '/aws/imagebuilder/web',
      origin: 'aws-default',
      message: 'the image log group is not given and would be "/aws/imagebuilder/web", it must match "/imagebuilder/web/*"',
      fix: [
        { op: 'add', path: '/loggingConfiguration', value: {} },
        { op: 'add', path: image, value: '/imagebuilder/web/web-base' },
      ],
    });
  });

  it('wants a name where explicit says so, even one that equals the default', () => {
    const explicit = { id: 'l', type: 'log-groups', image: { allow: ['/aws/imagebuilder/*'], explicit: true } };
    expect(findingsOf(verdictOf([explicit], definitionWith({ loggingConfiguration: undefined })))).toEqual([
      ['not-explicit', image],
    ]);
    expect(verdictOf([explicit], logging('/aws/imagebuilder/web', undefined)).decision).toBe('allow');
  });

  it('offers the first wildcard that leads to one name', () => {
    const choices = { id: 'l', type: 'log-groups', image: { allow: ['/a/*/b/*', '/a?', '/{team}/logs', '/other/*'] } };
    const { fix } = verdictOf([choices], logging('/nowhere', undefined));
    expect(fix?.patch).toEqual([{ op: 'replace', path: image, value: '/web/logs' }]);
    const open = { id: 'l', type: 'log-groups', image: { allow: ['/a/*/b/*'] } };
    expect(verdictOf([open], logging('/nowhere', undefined)).fix).toEqual({ patch: [], verified: false, needsInput: [image] });
  });

  it('is broken, and says why, when no team is known', () => {
    const { violations, fix } = verdictOf([imageOnly], logging('/imagebuilder/web/a', undefined), {
      team: null,
    });
    expect(violations.map(({ code, message }) => [code, message])).toEqual([
      [
        'context-unknown',
        'the image log group is "/imagebuilder/web/a", it must match "/imagebuilder/{team}/*", and no team is known for you',
      ],
    ]);
    expect(fix?.patch).toEqual([]);
  });

  it('never takes a star in a value of the context for a wildcard', () => {
    expect(findingsOf(verdictOf([imageOnly], logging('/imagebuilder/payments/a', undefined), { team: '*' }))).toEqual([
      ['not-allowed', image],
    ]);
  });
});
