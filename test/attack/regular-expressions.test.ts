import { checkSync } from 'recheck';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { expressionsIn, expressionsMadeBy, expressionsOf, type SourceExpression } from '../support/regular-expressions.ts';

// V8 searches by trying, so that a text made for it can keep an expression busy for a time that grows with a power of its length,
// and nobody else is answered meanwhile. recheck finds such expressions by analysis, and proves each with a text.

describe('the regular expressions that any text can reach', () => {
  let all: SourceExpression[] = [];
  beforeAll(async () => {
    vi.resetModules();
    const made = await expressionsMadeBy(async () => {
      await import('../../lib/pipeline/definition/definition-schema.ts');
      await import('../../lib/http/etag.ts');
      await import('../../infra/image-builder/wire/shapes.ts');
    });
    all = [...expressionsIn('lib/**/*.ts', 'functions/**/*.ts', 'infra/**/*.ts'), ...made];
  });

  it('are all found: literals, and those that are made of texts', () => {
    const places = all.map(({ place }) => place);
    expect(all.length).toBeGreaterThan(280);
    expect(places.filter((place) => /^infra\/(?:local|image-builder)\//.test(place)).length).toBeGreaterThan(20);
    expect(all.filter(({ place }) => place === 'made at load').map(({ source }) => source)).toEqual(
      expect.arrayContaining([expect.stringContaining('image-recipe'), expect.stringContaining('W\\/')]),
    );
  });

  it('search every text in linear time', { timeout: 120_000 }, () => {
    const distinct = new Map(all.map((each) => [`/${each.source}/${each.flags}`, each]));
    const slow = [...distinct].flatMap(([shown, { source, flags, place }]) => {
      const checked = checkSync(source, flags, { timeout: 10_000 });
      if (checked.status === 'safe') return [];
      const why = checked.status === 'vulnerable' ? checked.complexity.summary : checked.error.kind;
      return [`${place}: ${shown} is ${checked.status}: ${why}`];
    });
    expect(slow).toEqual([]);
  });
});

describe('the search for them', () => {
  it.each([
    ["const a: string = text.replace(/[^/:]+\\.[^/]+(?:\\/[0-9]+)?$/, '');", 'vulnerable'],
    ['export const form = /^(?:a+)+$/u;', 'vulnerable'],
    ['const quotient = a / b / c; const form = /^[a-z]{1,9}$/i;', 'safe'],
  ])('sees what is planted: %s', (text, expected) => {
    const [found, ...others] = expressionsOf(text, 'planted.ts');
    expect(others).toEqual([]);
    expect(checkSync(found?.source ?? '', found?.flags ?? '').status).toBe(expected);
  });
});
