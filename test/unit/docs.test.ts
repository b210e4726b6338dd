import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { usage } from '../../infra/local/options.ts';
import { parseStackSettings } from '../../infra/settings/settings.ts';
import { formats } from '../../lib/cli/formats/index.ts';
import { ruleTypes } from '../../lib/policy/rules/index.ts';
import { problemTypes } from '../../lib/problem/types.ts';
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

describe('the problems in docs/api.md', () => {
  it('are all that there are, with their statuses', () => {
    const rows = [...read('docs/api.md').matchAll(/^\| `([a-z-]+)` \| (\d+) \|/gm)].map(([, name, status]) => [
      name,
      Number(status),
    ]);
    expect(rows.sort()).toEqual(
      Object.entries(problemTypes)
        .map(([name, { status }]) => [name, status])
        .sort(),
    );
  });
});

describe('CONTRIBUTING.md', () => {
  it('has a row for each script', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const rows = firstCells('CONTRIBUTING.md').filter((cell) => cell !== 'npm run …');
    expect(rows.sort()).toEqual(Object.keys(scripts).sort());
  });

  it('writes paths from the root of the project', () => {
    const files = [...read('CONTRIBUTING.md').matchAll(/`([\w./-]+\.(?:ts|json|yaml))`/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });
});

describe('docs/operate.md', () => {
  it('names every metric, and no other', () => {
    const told = /Metrics in the namespace `Imagegate`: ([^;]+?)\. With/s.exec(read('docs/operate.md'))?.[1] ?? '';
    const names = [...told.matchAll(/`([A-Za-z]+)/g)].map(([, name]) => name);
    const sources = ['lib/service/telemetry.ts', 'lib/http/authorizer.ts'].map(read).join('');
    const counted = [...sources.matchAll(/(?:count\(|figures\.set\(|\[\[?)['`]([A-Z][A-Za-z]+)/g)].map(([, name]) => name);
    expect(names.toSorted()).toEqual([...new Set(counted)].sort());
  });
});

/** A number in a sentence, and the constant that it has to be. */
const numbers: readonly (readonly [document: string, sentence: RegExp, file: string, constant: RegExp])[] = [
  ['docs/limits.md', /A body has at most (\d+) KiB/, 'lib/http/body.ts', /maximumBodyBytes = (\d+) \* 1024/],
  ['docs/limits.md', /dealt into (\d+) lanes/, 'infra/stack/caller-lanes.ts', /count: (\d+)/],
  [
    'docs/limits.md',
    /\((\d+) pipelines by default\)/,
    'infra/image-builder/options.ts',
    /how many pipelines there may be \((\d+)\)/,
  ],
  ['docs/api.md', /`Idempotency-Key` \(at most (\d+) visible/, 'lib/http/idempotency.ts', /\{1,(\d+)\}\$/],
  ['docs/api.md', /`imagegate:started-by`: at most (\d+) in all/, 'lib/service-limits.ts', /maximumTags = (\d+)/],
  ['docs/api.md', /nothing for (\d+) s, then one request as a probe/, 'lib/image-builder/wire/breaker.ts', /rest = (\d+)_000/],
  ['docs/operate.md', /each in at most (\d+) printable/, 'lib/identity/proof.ts', /maximumShownLength = (\d+)/],
  ['docs/operate.md', /what a write changed, the first (\d+)/, 'lib/http/log-record.ts', /maximumPointers = (\d+)/],
  ['docs/capacity.md', /1 for (\d+) pipelines read/, 'lib/pipeline/listing/filtered-page.ts', /maximumUpstreamPage = (\d+)/],
  ['docs/capacity.md', /read, at most (\d+) a request/, 'lib/pipeline/listing/filtered-page.ts', /maximumCalls = (\d+)/],
];

describe('numbers', () => {
  it.each(numbers)('in %s are those of the code: %s', (document, sentence, file, constant) => {
    const told = sentence.exec(read(document))?.[1];
    expect([told, told]).toEqual([expect.stringMatching(/^\d+$/), constant.exec(read(file))?.[1]]);
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

  it('names every output format', () => {
    const [, told = ''] = /--format (.+)$/m.exec(read('docs/rules.md')) ?? [];
    expect([...formats.keys()].filter((format) => !told.match(/\w+/g)?.includes(format))).toEqual([]);
  });
});
