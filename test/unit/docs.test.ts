import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { usage } from '../../infra/local/options.ts';
import { parseStackSettings } from '../../infra/settings/settings.ts';
import { ruleTypes } from '../../lib/policy/rules/index.ts';
import { routes } from '../../lib/service/routes.ts';

// What stands in the documents is what the code has.

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const papers = readdirSync(join(root, 'docs')).map((name) => `docs/${name}`);
const documents = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'lib/README.md', 'infra/README.md', ...papers];

/** What stands in the first cell of a document's rows, each in backticks. */
function firstCells(document: string): readonly string[] {
  const rows = read(document)
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, words = '']) => words));
}

describe('the documents', () => {
  it.each(documents)('lead somewhere: %s', (document) => {
    const links = [...read(document).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !existsSync(join(root, dirname(document), link)))).toEqual([]);
  });

  it('are all reached from README.md, which is short', () => {
    const readme = read('README.md');
    expect(papers.filter((paper) => !readme.includes(`](${paper})`))).toEqual([]);
    expect(readme.split('\n').length).toBeLessThanOrEqual(151);
  });

  it('name files of the project that there are', () => {
    const named = documents.flatMap((document) =>
      [...read(document).matchAll(/`((?:lib|infra|test|functions)\/[\w./-]+\.\w+)`/g)].map(
        ([, file = '']) => `${document}: ${file}`,
      ),
    );
    expect(named.filter((line) => !existsSync(join(root, line.split(': ')[1] ?? '')))).toEqual([]);
  });

  it('name scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const named = documents.flatMap((document) =>
      [...read(document).matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = '']) => name),
    );
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});

describe('docs/api.md', () => {
  it('has a row for each route, and no other', () => {
    const rows = firstCells('docs/api.md').filter((cell) => cell.includes(' /v1/'));
    expect(rows.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it('has in README.md the same in short', () => {
    const short = read('README.md')
      .split('\n')
      .filter((line) => line.startsWith('| `') && line.includes('/v1/'))
      .flatMap((line) => {
        const cells = [...(line.split(' | ')[0] ?? '').matchAll(/`([A-Z]+)(?: (\/\S+))?`/g)];
        const path = cells.findLast(([, , each]) => each !== undefined)?.[2] ?? '';
        return cells.map(([, method, own = path]) => `${method} ${own}`);
      });
    expect(short.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
  });
});

describe('docs/local.md', () => {
  it('has a row for each option of npm start', () => {
    const options = [...usage.matchAll(/^ {2}(--[\w-]+)/gm)].map(([, option = '']) => option);
    const rows = firstCells('docs/local.md').map((cell) => cell.split(' ')[0] ?? '');
    expect(rows.sort()).toEqual(options.filter((option) => option !== '--help' && option !== '--version').sort());
  });
});

describe('docs/deploy.md', () => {
  it('has a row for each setting', () => {
    const parsed = parseStackSettings({});
    const settings = Object.keys(parsed.ok ? parsed.settings : {}).filter((name) => name !== 'local');
    expect(settings).toContain('executionRoles');
    expect(
      firstCells('docs/deploy.md')
        .filter((cell) => settings.includes(cell))
        .sort(),
    ).toEqual(settings.sort());
  });
});

describe('docs/rules.md', () => {
  it('names every type of rule', () => {
    const text = read('docs/rules.md');
    expect([...ruleTypes.keys()].filter((type) => !text.includes(`\`${type}\``))).toEqual([]);
  });
});
