import { describe, expect, it } from 'vitest';
import { definitionWith, findingsOf, patched, verdictOf } from '../../../support/policy-subjects.ts';

const arn = (kind: string, account: string, name: string) => `arn:aws:imagebuilder:eu-west-1:${account}:${kind}/${name}`;
const own = '111122223333';
const foreign = '999988887777';

function rule(parameters: Readonly<Record<string, unknown>>) {
  return { id: 'refs', type: 'references', ...parameters };
}

function withRecipe(account: string, name: string): Record<string, unknown> {
  return definitionWith({ imageRecipeArn: arn('image-recipe', account, name) });
}

describe('the references rule', () => {
  it.each([
    [own, 'web/1.4.0', []],
    [own, 'web-extra/1.4.0', []],
    [foreign, 'web/1.4.0', ['not-allowed']],
    [own, 'my-web/1.4.0', ['not-allowed']],
    ['aws', 'amazon-linux-2023-x86/x.x.x', []],
    ['aws', 'windows/1.0.0', ['not-allowed']],
    [own, 'amazon-linux-2023-x86/1.0.0', ['not-allowed']],
    ['444455556666', 'shared-hardened/2.0.0', []],
    ['444455556660', 'shared-hardened/2.0.0', ['not-allowed']],
  ])('allows recipes by account and name: %s/%s', (account, name, codes) => {
    const allow = ['{account}/web*', 'aws/amazon-linux-*', '444455556666/shared-*'];
    const verdict = verdictOf([rule({ recipes: { allow } })], withRecipe(account, name));
    expect(findingsOf(verdict)).toEqual(codes.map((code) => [code, '/imageRecipeArn']));
    expect(verdict.fix?.patch ?? []).toEqual([]);
  });

  it('lets no star reach from the account into the name', () => {
    const broad = rule({ recipes: { allow: ['1*/web'] } });
    expect(verdictOf([broad], withRecipe(own, 'web/1.0.0')).decision).toBe('allow');
    expect(verdictOf([broad], withRecipe(own, 'evil-web/1.0.0')).decision).toBe('deny');
    expect(verdictOf([broad], withRecipe(foreign, 'web/1.0.0')).decision).toBe('deny');
  });

  it('judges container recipes by the same wildcards, and can refuse their kind', () => {
    const body = definitionWith({ imageRecipeArn: undefined, containerRecipeArn: arn('container-recipe', foreign, 'web/1.0.0') });
    const pointer = '/containerRecipeArn';
    expect(findingsOf(verdictOf([rule({ recipes: { allow: ['{account}/*'] } })], body))).toEqual([['not-allowed', pointer]]);
    expect(findingsOf(verdictOf([rule({ recipes: { kinds: ['image'] } })], body))).toEqual([['kind-not-allowed', pointer]]);
    expect(verdictOf([rule({ recipes: { kinds: ['container'] } })], body).decision).toBe('allow');
  });

  it.each([
    ['forbid', '1.4.0', []],
    ['forbid', 'x.x.x', ['floating']],
    ['forbid', '1.x.x', ['floating']],
    ['forbid', '1.4.x', ['floating']],
    ['require', '1.4.x', []],
    ['require', '1.4.0', ['not-floating']],
    ['allow', 'x.x.x', []],
  ])('floating: %s takes version %s with %j', (floating, version, codes) => {
    const verdict = verdictOf([rule({ recipes: { allow: ['*/*'], floating } })], withRecipe(own, `web/${version}`));
    expect(findingsOf(verdict)).toEqual(codes.map((code) => [code, '/imageRecipeArn']));
  });

  it('says everything that is wrong with one reference', () => {
    const { violations } = verdictOf(
      [rule({ recipes: { allow: ['{account}/*'], floating: 'forbid' } })],
      withRecipe(foreign, 'web/x.x.x'),
    );
    expect(violations.map(({ code, message }) => [code, message])).toEqual([
      ['not-allowed', 'image recipe is "999988887777/web", it must match "111122223333/*"'],
      ['floating', 'image recipe has the floating version x.x.x, it must be a fixed one'],
    ]);
  });

  it.each([
    [
      { infrastructure: { allow: ['{account}/hardened'] } },
      '/infrastructureConfigurationArn',
      'infrastructure-configuration/hardened',
    ],
    [
      { distribution: { allow: ['{account}/everywhere'], required: true } },
      '/distributionConfigurationArn',
      'distribution-configuration/everywhere',
    ],
  ])('names the only configuration that would do: %j', (parameters, pointer, resource) => {
    const body = definitionWith({});
    const { fix } = verdictOf([rule(parameters)], body);
    expect(fix?.patch.map((operation) => [operation.path, 'value' in operation && operation.value])).toEqual([
      [pointer, `arn:aws:imagebuilder:eu-west-1:${own}:${resource}`],
    ]);
    expect(fix?.verified).toBe(true);
    expect(verdictOf([rule(parameters)], patched(body, fix?.patch ?? [])).decision).toBe('allow');
  });

  it('demands a distribution only where it is required', () => {
    const body = definitionWith({});
    expect(verdictOf([rule({ distribution: { allow: ['{account}/*'] } })], body).decision).toBe('allow');
    const verdict = verdictOf([rule({ distribution: { allow: ['{account}/*'], required: true } })], body);
    expect(findingsOf(verdict)).toEqual([['missing', '/distributionConfigurationArn']]);
    expect(verdict.fix?.needsInput).toEqual(['/distributionConfigurationArn']);
    const foreignOne = definitionWith({ distributionConfigurationArn: arn('distribution-configuration', foreign, 'all') });
    expect(findingsOf(verdictOf([rule({ distribution: { allow: ['{account}/*'] } })], foreignOne))).toEqual([
      ['not-allowed', '/distributionConfigurationArn'],
    ]);
  });

  it('is broken, and says why, when no team is known; a star in a team’s name matches only a star', () => {
    const mine = rule({ recipes: { allow: ['{account}/{team}-*'] } });
    expect(findingsOf(verdictOf([mine], withRecipe(own, 'web-x/1.0.0'), { team: null }))).toEqual([
      ['context-unknown', '/imageRecipeArn'],
    ]);
    expect(findingsOf(verdictOf([mine], withRecipe(own, 'other-x/1.0.0'), { team: '*' }))).toEqual([
      ['not-allowed', '/imageRecipeArn'],
    ]);
  });
});
