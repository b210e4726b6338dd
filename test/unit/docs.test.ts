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
const pagesIn = (folder: string) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
const papers = pagesIn('docs');
const decisions = pagesIn('docs/decisions').sort();
const roomReadmes = ['lib', 'infra', 'test'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter((name) => name.endsWith('/README.md') && !name.includes('/node_modules/')),
);
const documents = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', ...papers, ...decisions, ...roomReadmes];

interface Link {
  readonly file: string;
  readonly anchor: string;
}

/** Where a document leads within the project. */
const linksIn = (document: string): readonly Link[] =>
  [...read(document).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].map(([, path = '', anchor = '']) => ({
    file: path === '' ? document : join(dirname(document), path),
    anchor,
  }));

/** Anchors of headings, as GitHub makes them. */
const anchorsIn = (file: string): readonly string[] =>
  [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );

/** What stands in the first cell of a document's rows, each in backticks. */
function firstCells(document: string): readonly string[] {
  const rows = read(document)
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, words = '']) => words));
}

describe('the documents', () => {
  it.each(documents)('lead somewhere: %s', (document) => {
    const astray = linksIn(document).filter(
      ({ file, anchor }) => !existsSync(join(root, file)) || (anchor !== '' && !anchorsIn(file).includes(anchor)),
    );
    expect(astray).toEqual([]);
  });

  it('are all reached from README.md, which is short', () => {
    const readme = read('README.md');
    expect(papers.filter((paper) => !readme.includes(`](${paper})`))).toEqual([]);
    expect(readme.split('\n').length).toBeLessThanOrEqual(151);
  });

  it('are reached from the map, where they tell of a room', () => {
    const maps = ['README.md', 'lib/README.md', 'infra/README.md'];
    const reached = maps.flatMap(linksIn).map(({ file }) => file);
    expect(roomReadmes.filter((readme) => !reached.includes(readme))).toEqual([]);
  });

  it('name files and folders of the project that there are', () => {
    const named = documents.flatMap((document) =>
      [...read(document).matchAll(/`((?:lib|infra|test|functions|docs)\/[\w./-]+)`/g)].map(
        ([, file = '']) => `${document}: ${file}`,
      ),
    );
    expect(named.filter((line) => !existsSync(join(root, line.split(': ')[1] ?? '')))).toEqual([]);
  });

  it.each(roomReadmes.filter((readme) => !/^(?:lib|infra)\/README/.test(readme)))(
    'name files of their room that there are: %s',
    (readme) => {
      const named = [...read(readme).matchAll(/`((?:\.\.\/|[\w-]+\/)*[\w.-]+\.(?:ts|cjs|json))`/g)].map(([, file = '']) => file);
      const places = [dirname(readme), ''];
      expect(named.filter((file) => !places.some((place) => existsSync(join(root, place, file))))).toEqual([]);
    },
  );

  it('name scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const named = documents.flatMap((document) =>
      [...read(document).matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = '']) => name),
    );
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});

describe('the decisions', () => {
  it('are numbered without a gap', () => {
    const numbers = decisions.map((page) => Number(/(\d+)-/.exec(page)?.[1]));
    expect(numbers).toEqual(decisions.map((_, index) => index + 1));
  });

  it('are listed on the map by their titles', () => {
    const titles = decisions.map((page, index) => `${index + 1}. [${read(page).split('\n')[0]?.slice(2)}](../${page})`);
    expect(
      read('lib/README.md')
        .split('## Decisions')[1]
        ?.match(/^\d+\. .+$/gm),
    ).toEqual(titles);
  });

  it.each(decisions)('say why, what follows and what else was weighed, briefly: %s', (page) => {
    const parts = [...read(page).matchAll(/^\*\*(.+?)\.\*\*/gm)].map(([, part]) => part);
    expect(parts).toEqual(['Context', 'Decision', 'What follows', 'Also weighed']);
    expect(read(page).split('\n').length).toBeLessThanOrEqual(15);
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
