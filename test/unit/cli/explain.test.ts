import { describe, expect, it } from 'vitest';
import { runPolicy } from './workbench.ts';

const explain = (...args: readonly string[]) => runPolicy(['explain', ...args, '--folder', 'infra/examples/bank']);

describe('npm run policy -- explain', () => {
  it('says what a rule demands, why, and how to satisfy it', async () => {
    const { code, output } = await explain('logs', '--team', 'payments', '--account', '333344445555');
    expect(code).toBe(0);
    expect(output).toContain('logs (log-groups; enforce)\nThe image log group must match "/bank/prod/payments/*"');
    expect(output).toMatch(/\nWhy\n {2}Logs are kept/);
    expect(output).toMatch(/\nHow to satisfy it\n {2}Set \/loggingConfiguration/);
    expect(output).toMatch(/\nAdvice\n {2}For a shared group/);
    expect(output).toMatch(/\nAn example that passes\n {2}\{\n/);
    expect(output).toMatch(/\n {2}not-allowed +The log group matches none/);
    expect(output).toMatch(/\nhttps:\/\/handbook\.bank\.example\/images\/rules#logs\n$/);
  });

  it('resolves the level', async () => {
    expect((await explain('cadence', '--account', '222233334444')).output).toContain(
      'cadence (schedule; warn, environment test)\n',
    );
    expect((await explain('cadence', '--account', '333344445555')).output).toContain('cadence (schedule; enforce)\n');
  });

  it('lists all rules when none is named', async () => {
    const { code, output } = await explain();
    expect(code).toBe(0);
    expect(output).toMatch(/^bank-images 2026\.4\n {2}ownership +enforce +The tags/);
  });

  it('gives programs what the service answers', async () => {
    expect(JSON.parse((await explain('tested', '--format', 'json')).output)).toMatchObject({ id: 'tested', type: 'image-tests' });
    expect(JSON.parse((await explain('--format', 'json')).output).rules).toHaveLength(15);
  });

  it.each([
    ['tsted', 'There is no rule "tsted"; did you mean tested?\n'],
    ['zzz', /^There is no rule "zzz"; there are ownership, logs, .*pitfalls\.\n$/],
    ['__proto__', /^There is no rule "__proto__"; /],
  ])('knows no rule %s', async (id, sentence) => {
    const { code, complaint } = await explain(id);
    expect(code).toBe(2);
    expect(complaint).toMatch(sentence);
  });
});
