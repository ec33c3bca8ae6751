extension HTMLPage {
    /// Draws the page from its data. All text goes through text nodes; none is ever parsed as HTML.
    static let script = #"""
        'use strict';
        const rows = JSON.parse(document.getElementById('data').textContent);
        const marks = { passed: '✓', failed: '✗', errored: '!', skipped: '·' };
        const order = ['failed', 'errored', 'skipped', 'passed'];
        const $ = (id) => document.getElementById(id);

        function make(tag, text, className) {
          const element = document.createElement(tag);
          if (text !== undefined) element.textContent = text;
          if (className) element.className = className;
          return element;
        }
        function drawn(tag, attributes, text) {
          const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
          for (const name in attributes) element.setAttribute(name, attributes[name]);
          if (text !== undefined) element.textContent = text;
          return element;
        }
        function time(us) {
          if (us < 0) return '';
          if (us < 1000) return us + ' µs';
          if (us < 1e6) return (us / 1000).toPrecision(3) + ' ms';
          return (us / 1e6).toPrecision(3) + ' s';
        }
        const counted = (count, noun) => count.toLocaleString('en') + ' ' + noun + (count === 1 ? '' : 's');

        const cases = [], paths = new Map(), spend = [], ledgers = [], findings = [];
        let run, end, left = 0;
        function cell(route, leg, name, cause, mode) {
          const key = JSON.stringify([route, leg]);
          if (!paths.has(key)) paths.set(key, { route, leg, name, cells: new Map() });
          const cells = paths.get(key).cells;
          if (!cells.has(cause)) cells.set(cause, [null, null]);
          const pair = cells.get(cause);
          if (!pair[mode]) pair[mode] = { passed: 0, failed: 0, errored: 0, skipped: 0 };
          return pair[mode];
        }
        for (const row of rows) {
          switch (row[0]) {
            case 'run': run = row; break;
            case 'end': end = row; break;
            case 'left': left = row[1]; break;
            case 'path': cell(row[1], row[2], row[3], row[4], row[5]); break;
            case 'spend': spend.push(row); break;
            case 'ledger': ledgers.push(row); break;
            case 'finding': findings.push(row); break;
            case 'call': cases[cases.length - 1].calls.push(row); break;
            case 'case': {
              const [, suite, route, leg, name, cause, mode, test, verdict, latency, content, answer, by, input, output, detail] = row;
              const one = { suite, route, leg, name, cause, mode, test, verdict, latency, content, answer, by, input, output, detail, calls: [] };
              one.words = [suite, route, name, cause || 'healthy', test, verdict].join(' ').toLowerCase();
              cases.push(one);
              cell(route, leg, name, cause, mode)[verdict] += 1;
            }
          }
        }
        cases.sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));

        function heading() {
          if (run) $('about').textContent = run[2] + ' · ' + run[4] + ' · gateway ' + run[5] + ' · ' + run[6] + ' · pathproof ' + run[1];
          const tally = { passed: left, failed: 0, errored: 0, skipped: 0 };
          for (const one of cases) tally[one.verdict] += 1;
          let planned = 0, covered = 0;
          for (const path of paths.values()) for (const pair of path.cells.values()) for (const one of pair) {
            if (one) { planned += 1; if (one.passed + one.failed > 0 || left > 0) covered += 1; }
          }
          const tile = (value, label, className) => {
            const item = make('li', undefined, className);
            item.append(make('b', value), label);
            $('tiles').append(item);
          };
          for (const verdict of ['passed', 'failed', 'errored', 'skipped'])
            if (tally[verdict] || verdict === 'passed') tile(tally[verdict].toLocaleString('en'), verdict, tally[verdict] ? verdict : '');
          tile(covered.toLocaleString('en') + ' of ' + planned.toLocaleString('en'), 'paths covered');
          if (end) tile(time(end[2]), 'for ' + counted(end[1], 'request'));
          if (!end || end[3]) tile(end ? end[3] : 'unfinished', end ? 'ended the run early' : 'the run was killed', 'errored');
          document.title = (tally.failed ? tally.failed + ' failed' : 'passed') + ' · Pathproof report';
        }

        function worst(one) {
          if (!one) return null;
          return order.slice(0, 2).find((verdict) => one[verdict]) || (one.passed ? 'passed' : one.skipped ? 'skipped' : left ? 'passed' : 'none');
        }
        function coverage() {
          const causes = [''];
          for (const path of paths.values()) for (const cause of path.cells.keys()) if (!causes.includes(cause)) causes.push(cause);
          const head = make('tr');
          head.append(make('th', 'leg'));
          for (const cause of causes) {
            const column = make('th');
            column.append(make('span', cause || 'healthy'));
            column.scope = 'col';
            head.append(column);
          }
          const thead = make('thead'), tbody = make('tbody');
          thead.append(head);
          let route;
          for (const path of paths.values()) {
            if (path.route !== route) {
              route = path.route;
              const line = make('tr', undefined, 'route'), title = make('th', route);
              title.colSpan = causes.length + 1;
              line.append(title);
              tbody.append(line);
            }
            const line = make('tr'), title = make('th', path.leg + ' ' + path.name);
            title.scope = 'row';
            line.append(title);
            for (const cause of causes) {
              const box = make('td');
              (path.cells.get(cause) || []).forEach((one, mode) => {
                const verdict = worst(one);
                if (!verdict) return;
                const button = make('button', marks[verdict] || '–', 'cell ' + verdict);
                button.type = 'button';
                const label = path.route + ' leg ' + path.leg + ', ' + (cause || 'healthy') + ', ' + (mode ? 'stream' : 'plain') + ': ' + verdict;
                button.title = label;
                button.setAttribute('aria-label', label);
                button.addEventListener('click', () => choose({ route: path.route, cause: cause || 'healthy', mode: String(mode), words: path.name }));
                box.append(button);
              });
              line.append(box);
            }
            tbody.append(line);
          }
          $('coverage').append(thead, tbody);
        }

        function latencies() {
          const byLeg = new Map();
          for (const one of cases) {
            if (one.verdict !== 'passed' || one.cause || one.latency < 0) continue;
            const key = one.route + ' ' + one.leg + ' ' + one.name;
            if (!byLeg.has(key)) byLeg.set(key, []);
            byLeg.get(key).push(one.latency);
          }
          if (!byLeg.size) { $('latency').append(make('p', 'No healthy path answered in time to be shown.', 'hint')); return; }
          const all = [...byLeg.values()].flat();
          let low = Infinity, high = 0;
          for (const value of all) { low = Math.min(low, value); high = Math.max(high, value); }
          low = Math.log10(Math.max(1, low)) - .05; high = Math.log10(Math.max(2, high)) + .05;
          const label = 340, width = 1000, line = 24, height = byLeg.size * line + 30;
          const x = (us) => label + (Math.log10(Math.max(1, us)) - low) / (high - low) * (width - label - 20);
          const svg = drawn('svg', { viewBox: '0 0 ' + width + ' ' + height, role: 'img', 'aria-label': 'latency of each leg' });
          for (let power = Math.floor(low); power <= high; power++) for (const step of [1, 2, 5]) {
            const us = step * 10 ** power;
            if (us < 10 ** low || us > 10 ** high) continue;
            svg.append(drawn('line', { x1: x(us), x2: x(us), y1: 0, y2: height - 20, class: 'axis' }));
            svg.append(drawn('text', { x: x(us), y: height - 5, 'text-anchor': 'middle', class: 'faint' }, time(us)));
          }
          let y = line / 2;
          for (const [key, values] of byLeg) {
            values.sort((a, b) => a - b);
            const at = (share) => values[Math.min(values.length - 1, Math.floor(share * values.length))];
            svg.append(drawn('text', { x: label - 10, y: y + 4, 'text-anchor': 'end' }, key.length > 52 ? key.slice(0, 51) + '…' : key));
            svg.append(drawn('rect', { x: x(at(.25)), y: y - 7, width: Math.max(1, x(at(.75)) - x(at(.25))), height: 14 }));
            const step = Math.ceil(values.length / 200);
            for (let i = 0; i < values.length; i += step) svg.append(drawn('circle', { cx: x(values[i]), cy: y, r: 3 }));
            const middle = drawn('line', { x1: x(at(.5)), x2: x(at(.5)), y1: y - 9, y2: y + 9, class: 'median' });
            middle.append(drawn('title', {}, 'median ' + time(at(.5)) + ', p95 ' + time(at(.95)) + ', ' + counted(values.length, 'case')));
            svg.append(middle);
            y += line;
          }
          $('latency').append(svg);
        }

        function line(body, title, values) {
          const row = make('tr'), name = make('th', title);
          name.scope = 'row';
          row.append(name);
          for (const value of values) row.append(make('td', value, 'figure'));
          body.append(row);
        }
        function head(table, names) {
          const thead = make('thead'), row = make('tr');
          for (const name of names) row.append(make('th', name));
          thead.append(row);
          table.append(thead);
        }
        function money() {
          const number = (value) => value.toLocaleString('en');
          if (spend.length) {
            $('spend').closest('section').hidden = false;
            head($('spend'), ['by', 'calls', 'all calls', 'failed calls', 'unknown']);
            const body = make('tbody');
            for (const [, way, name, calls, all, failed, unknown] of spend)
              line(body, way + ' ' + name, [number(calls), all, failed, unknown ? number(unknown) : '']);
            $('spend').append(body);
          }
          if (!ledgers.length && !findings.length) return;
          $('ledger').closest('section').hidden = false;
          for (const [, code, severity, message] of findings) $('findings').append(make('li', severity + ': ' + message + ' (' + code + ')'));
          if (!ledgers.length) return;
          head($('ledger'), ['leg', 'calls', 'input', 'cached', 'output', 'reasoning', 'charged calls', 'list price', 'charged', 'over']);
          const both = (one, other) => one === other ? number(one) : number(one) + ', told ' + number(other);
          for (const [, suite, unpriced, bills, legs] of ledgers) {
            const body = make('tbody');
            for (const [leg, calls, input, toldInput, cached, toldCached, output, toldOutput, thought, toldThought, charged, listed, billed, over] of legs)
              line(body, (suite ? suite + ': ' : '') + leg, [number(calls), both(input, toldInput), both(cached, toldCached),
                both(output, toldOutput), both(thought, toldThought), number(charged), charged ? listed : '', charged ? billed : '', over]);
            $('ledger').append(body);
            for (const bill of bills) $('findings').append(make('li', (suite ? suite + ': ' : '') + 'billed ' + bill));
            if (unpriced) $('findings').append(make('li', counted(unpriced, 'charge') + ' without a list price to hold against'));
          }
        }

        function choices(select, values) {
          select.append(new Option('any', ''));
          for (const value of values) select.append(new Option(value, value));
        }
        function choose(wanted) {
          for (const name of ['words', 'verdict', 'route', 'cause', 'mode']) $(name).value = wanted[name] || '';
          filter();
          $('cases-title').scrollIntoView({ behavior: 'instant' });
        }

        let chosen = [], shown = 0;
        const page = 200;
        function filter() {
          const words = $('words').value.toLowerCase().split(/\s+/).filter(Boolean);
          const verdict = $('verdict').value, route = $('route').value, cause = $('cause').value, mode = $('mode').value;
          chosen = cases.filter((one) => (!verdict || one.verdict === verdict) && (!route || one.route === route)
            && (!cause || (one.cause || 'healthy') === cause) && (mode === '' || String(one.mode) === mode)
            && words.every((word) => one.words.includes(word)));
          $('count').textContent = chosen.length.toLocaleString('en') + ' of ' + counted(cases.length, 'case')
            + (left ? '; ' + left.toLocaleString('en') + ' more passed and are only counted here, results.jsonl has them' : '');
          $('list').replaceChildren();
          shown = 0;
          more();
        }
        function more() {
          const piece = document.createDocumentFragment();
          for (const one of chosen.slice(shown, shown + page)) piece.append(item(one));
          shown = Math.min(chosen.length, shown + page);
          $('list').append(piece);
          $('more').hidden = shown >= chosen.length;
        }
        function item(one) {
          const box = make('details'), line = make('summary');
          box.setAttribute('role', 'listitem');
          line.append(make('span', marks[one.verdict] + ' ' + one.verdict, 'verdict ' + one.verdict));
          line.append(make('span', one.route + '/' + one.leg + ' ' + one.name + ' · ' + (one.cause || 'healthy') + ' · '
            + (one.mode ? 'stream' : 'plain') + ' · ' + one.test, 'path'));
          line.append(make('span', time(one.latency), 'time'));
          box.append(line);
          box.addEventListener('toggle', () => { if (box.open && !box.querySelector('dl')) box.append(detail(one)); });
          return box;
        }
        function detail(one) {
          const list = make('dl');
          const entry = (name, value, className) => {
            if (value === undefined || value === '') return;
            list.append(make('dt', name));
            const body = make('dd');
            body.append(className === 'pre' ? make('pre', value) : value);
            list.append(body);
          };
          const facts = one.detail || {};
          for (const [name, verdict, message, place] of facts.checks || [])
            entry(name, verdict + ': ' + message + (place ? ' (' + place + ')' : ''));
          entry('expected', facts.expected);
          entry('came', facts.came);
          entry('repeats', facts.repeats);
          entry('answered by', one.by);
          entry('first content', time(one.content));
          entry('first answer', time(one.answer));
          entry('tokens', one.input >= 0 ? one.input + ' in, ' + Math.max(0, one.output) + ' out' : '');
          for (const [, leg, arrived, first, ended, cause, status, how] of one.calls)
            entry('call at ' + leg, (cause || 'healthy') + ', ' + (status < 0 ? 'no status' : status) + ', ' + how
              + (ended >= 0 ? ', ' + time(ended - arrived) : ''));
          entry('asked', facts.prompt, 'pre');
          entry('answer', facts.output, 'pre');
          entry('suite', facts.place);
          entry('rerun', facts.rerun, 'pre');
          return list;
        }

        heading();
        coverage();
        latencies();
        money();
        choices($('verdict'), order.filter((verdict) => cases.some((one) => one.verdict === verdict)));
        choices($('route'), [...new Set(cases.map((one) => one.route))]);
        choices($('cause'), [...new Set(cases.map((one) => one.cause || 'healthy'))]);
        $('filter').addEventListener('input', filter);
        $('filter').addEventListener('submit', (event) => event.preventDefault());
        $('filter').addEventListener('reset', () => setTimeout(filter));
        $('more').addEventListener('click', more);
        filter();
        """#
}
