/** What people read about the configuration, made of the variables themselves: a reference in Markdown, and an example file. */
import type { Variable } from '../environment.ts';

/** The reference, one table per section. */
export function configurationReference(variables: readonly Variable[]): string {
  const sections = sectionsOf(variables).map(
    ([title, members]) => `## ${title}

| variable | value | default | what it does |
|---|---|---|---|
${members.map(row).join('\n')}
`,
  );
  return `# Configuration

Every process is configured by environment variables, which are checked when it starts: whatever is missing or wrong is named, all at once,
and the process ends with code 2. A variable that is empty counts as not set. Variables marked with 🔒 are secrets.
[\`.env.example\`](../.env.example) has all of them with their defaults; \`node --env-file=.env …\` reads such a file.

This page is written from the code by \`npm run configuration\`.

${sections.join('\n')}`;
}

/** All variables for a \`.env\` file: those that must be set with an example, the others commented out with their defaults. */
export function exampleEnvironment(variables: readonly Variable[]): string {
  const sections = sectionsOf(variables).map(
    ([title, members]) => `# --- ${title} ---\n\n${members.map(lines).join('\n')}`,
  );
  return `# Configuration of Temblor; written from the code by npm run configuration. Copy it to .env and change the copy.
# What is commented out has the value shown, or none.

${sections.join('\n')}`;
}

/** By section, in the order of their first variable; of a family, only the first. */
function sectionsOf(variables: readonly Variable[]): readonly (readonly [string, readonly Variable[]])[] {
  const sections = new Map<string, Variable[]>();
  const families = new Set<string>();
  for (const variable of variables) {
    if (variable.family !== undefined && families.has(variable.family)) continue;
    if (variable.family !== undefined) families.add(variable.family);
    const members = sections.get(variable.section) ?? [];
    members.push(variable);
    sections.set(variable.section, members);
  }
  return [...sections];
}

function row(variable: Variable): string {
  const { name, family, form, about, required, secret } = variable;
  const fallback = required ? '**required**' : code(variable.default ?? '');
  const cells = [`\`${family ?? name}\`${secret === true ? ' 🔒' : ''}`, code(form, '{'), fallback, about];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** As code, when it has one of the characters that Markdown may take for its own, or when none are given and there is a text. */
function code(text: string, when = ''): string {
  return text !== '' && (when === '' || text.includes(when)) ? `\`${text}\`` : text;
}

function lines({ name, family, form, about, required, secret, example, ...variable }: Variable): string {
  const one = family === undefined ? '' : ` (one for each: ${family})`;
  const comment = `# ${about} (${form})${one}${secret === true ? ' Secret.' : ''}`;
  const assignment = `${name}=${quoted(variable.default ?? example ?? '')}`;
  return `${comment}\n${required ? assignment : `#${assignment}`}\n`;
}

function quoted(value: string): string {
  return /[\s#"]/.test(value) ? `'${value}'` : value;
}
