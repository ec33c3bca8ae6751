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

        const cases = [], paths = new Map(), spend = [], ledgers = [], findings = [], rehearsals = [], tasks = [], tables = new Map();
        let run, end, left = 0, remarks = [], limited, routings;
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
            case 'left': left = row[1]; remarks = row[2]; break;
            case 'table': tables.set(row[1], [...tables.get(row[1]) ?? [], row.slice(2)]); break;
            case 'limited': limited = row[1]; break;
            case 'task': tasks.push(row); break;
            case 'routings': routings = row; break;
            case 'repeats': [, cases[cases.length - 1].sent, cases[cases.length - 1].right] = row; break;
            case 'path': cell(row[1], row[2], row[3], row[4], row[5]); break;
            case 'spend': spend.push(row); break;
            case 'ledger': ledgers.push(row); break;
            case 'rehearsal': rehearsals.push(row); break;
            case 'finding': findings.push(row); break;
            case 'trace': {
              let at = 0;
              const [, events, from, to, end, steps] = row;
              cases[cases.length - 1].trace = { events, from, to, end, moments: steps.map((step) => at += step) };
              break;
            }
            case 'call': cases[cases.length - 1].calls.push(row); break;
            case 'case': {
              const [, suite, route, leg, name, cause, mode, test, verdict, latency, content, answer, by, input, output, stall, cost, currency, detail] = row;
              const one = { suite, route, leg, name, cause, mode, test, verdict, latency, content, answer, by, input, output, stall, cost, currency, detail, calls: [], sent: 1, right: verdict === 'passed' ? 1 : 0 };
              one.words = [suite, route, name, cause || 'healthy', test, verdict].join(' ').toLowerCase();
              cases.push(one);
              cell(route, leg, name, cause, mode)[verdict] += 1;
            }
          }
        }
        cases.sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));

        function heading() {
          if (run) $('about').textContent = run[2] + ' · ' + run[4] + ' · ' + run[5] + ' · ' + run[6] + ' · pathproof ' + run[1];
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
          for (const words of [...(end ? end[4] : []), ...remarks]) $('limits').append(make('li', words));
          if (rehearsals.length && !planned && !cases.length) {
            if (end) tile(time(end[2]), 'for ' + counted(end[1], 'request'));
            document.title = 'rehearsal · Pathproof report';
            return;
          }
          for (const verdict of ['passed', 'failed', 'errored', 'skipped'])
            if (tally[verdict] || verdict === 'passed') tile(tally[verdict].toLocaleString('en'), verdict, tally[verdict] ? verdict : '');
          if (end) tile(covered.toLocaleString('en') + ' of ' + planned.toLocaleString('en'), 'paths covered');
          else tile(covered.toLocaleString('en'), 'paths covered so far');
          if (end) tile(time(end[2]), 'for ' + counted(end[1], 'request'));
          if (!end || end[3]) tile(end ? end[3] : 'unfinished', end ? 'ended the run early' : 'the run was killed', 'errored');
          document.title = (tally.failed ? tally.failed + ' failed' : end ? 'passed' : 'unfinished') + ' · Pathproof report';
        }

        function worst(one) {
          if (!one) return null;
          return order.slice(0, 2).find((verdict) => one[verdict]) || (one.passed ? 'passed' : one.skipped ? 'skipped' : left ? 'passed' : 'none');
        }
        const causes = [''];
        for (const path of paths.values()) for (const cause of path.cells.keys()) if (!causes.includes(cause)) causes.push(cause);
        function coverage(table, causes) {
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
            // A leg that has none of these causes has no line among them.
            if (!causes.some((cause) => path.cells.has(cause))) continue;
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
          table.append(thead, tbody);
          return table;
        }
        // Paper does not scroll: there the matrix is drawn in parts that fit beside each other's legs.
        function papered() {
          const columns = 16;
          if (causes.length <= columns || $('paper').childElementCount) return;
          for (let i = 0; i < causes.length; i += columns)
            $('paper').append(coverage(make('table', undefined, 'matrix'), causes.slice(i, i + columns)));
          document.body.classList.add('papered');
        }

        const healthy = new Map();
        for (const one of cases) {
          if (one.cause) continue;
          const key = one.route + ' ' + one.leg + ' ' + one.name;
          if (!healthy.has(key)) healthy.set(key, []);
          healthy.get(key).push(one);
        }
        const cut = (text) => text.length > 52 ? text.slice(0, 51) + '…' : text;
        // On a narrow screen names stand above their lines, so that nothing is drawn smaller than it can be read.
        const width = Math.max(320, Math.min(1000, $('latency').clientWidth || 1000)), isNarrow = width < 700;
        const label = isNarrow ? 10 : 340, tall = isNarrow ? 42 : 24, first = isNarrow ? 29 : 12;
        const titled = (svg, y, text) => svg.append(drawn('text', isNarrow ? { x: 0, y: y - 13 } : { x: label - 10, y: y + 4, 'text-anchor': 'end' }, cut(text)));
        // A word in the middle under a mark would be cut off at the picture's right edge.
        const under = (x, height) => ({ x: x > width - 60 ? x + 16 : x, y: height - 5, 'text-anchor': x > width - 60 ? 'end' : 'middle', class: 'faint' });
        // A scale of powers of ten from the least to the most, with its lines drawn.
        function scale(svg, values, height, named) {
          let low = Infinity, high = 0;
          for (const value of values) { low = Math.min(low, value); high = Math.max(high, value); }
          low = Math.log10(low) - .05; high = Math.log10(high) + .05;
          const x = (value) => label + (Math.log10(value) - low) / (high - low) * (width - label - 20);
          // As many marks as have room for their words: what costs nothing is far from what costs anything.
          const every = Math.ceil((high - low) / (isNarrow ? 4 : 8)), steps = high - low > (isNarrow ? 1 : 2.5) ? [1] : [1, 2, 5];
          for (let power = Math.floor(low); power <= high; power++) for (const step of power % every ? [] : steps) {
            const value = step * 10 ** power;
            if (value < 10 ** low || value > 10 ** high) continue;
            svg.append(drawn('line', { x1: x(value), x2: x(value), y1: 0, y2: height - 20, class: 'axis' }));
            svg.append(drawn('text', under(x(value), height), named(value)));
          }
          return x;
        }
        function spread(place, pick, nothing) {
          const byLeg = new Map();
          for (const [key, ones] of healthy) {
            const values = ones.filter((one) => (one.verdict === 'passed' || one.verdict === 'failed' && !one.detail.broken) && pick(one) >= 0).map((one) => Math.max(1, pick(one)));
            if (values.length) byLeg.set(key, values.sort((a, b) => a - b));
          }
          if (!byLeg.size) { $(place).append(make('p', nothing, 'hint')); return; }
          const height = byLeg.size * tall + 30;
          const svg = drawn('svg', { viewBox: '0 0 ' + width + ' ' + height, role: 'img', 'aria-label': $(place + '-title').textContent + ', by leg' });
          const x = scale(svg, [...byLeg.values()].flat(), height, time);
          let y = first;
          for (const [key, values] of byLeg) {
            const at = (share) => values[Math.min(values.length - 1, Math.floor(share * values.length))];
            titled(svg, y, key);
            svg.append(drawn('rect', { x: x(at(.25)), y: y - 7, width: Math.max(1, x(at(.75)) - x(at(.25))), height: 14 }));
            const step = Math.ceil(values.length / 200);
            for (let i = 0; i < values.length; i += step) svg.append(drawn('circle', { cx: x(values[i]), cy: y, r: 3 }));
            const middle = drawn('line', { x1: x(at(.5)), x2: x(at(.5)), y1: y - 9, y2: y + 9, class: 'median' });
            middle.append(drawn('title', {}, 'median ' + time(at(.5)) + ', p95 ' + time(at(.95)) + ', ' + counted(values.length, 'case')));
            svg.append(middle);
            y += tall;
          }
          $(place).append(svg);
        }
        // Time runs from left to right, the same for all: where dots are missing, nothing came.
        function traces() {
          const silence = (one) => one.trace.to - one.trace.from;
          const slowest = cases.filter((one) => one.trace).sort((a, b) => silence(b) - silence(a)).slice(0, 20);
          if (!slowest.length) return;
          $('trace').closest('section').hidden = false;
          const end = Math.max(...slowest.map((one) => Math.max(one.trace.end, one.trace.to, 1)));
          const height = slowest.length * tall + 30;
          const x = (us) => label + us / end * (width - label - 20);
          const svg = drawn('svg', { viewBox: '0 0 ' + width + ' ' + height, role: 'img', 'aria-label': 'when the content of the slowest streams came' });
          for (let tenth = 0; tenth <= 10; tenth += 2) {
            svg.append(drawn('line', { x1: x(end * tenth / 10), x2: x(end * tenth / 10), y1: 0, y2: height - 20, class: 'axis' }));
            svg.append(drawn('text', under(x(end * tenth / 10), height), tenth ? time(Math.round(end * tenth / 10)) : '0'));
          }
          slowest.forEach((one, place) => {
            const y = place * tall + first, { events, from, to, moments } = one.trace;
            titled(svg, y, one.route + '/' + one.leg + ' ' + (one.cause || 'healthy') + ' · ' + one.test);
            const stall = drawn('rect', { x: x(from), y: y - 7, width: Math.max(1, x(to) - x(from)), height: 14, class: 'stall' });
            stall.append(drawn('title', {}, one.name + ': ' + time(to - from) + ' without content, ' + counted(events, 'event') + ', whole in ' + time(one.trace.end)));
            svg.append(stall);
            for (const moment of moments) svg.append(drawn('circle', { cx: x(moment), cy: y, r: 2 }));
            svg.append(drawn('text', { x: Math.min(width - 60, x(to) + 6), y: y + 4 }, time(to - from)));
          });
          $('trace').append(svg);
        }
        // One picture for each currency: nothing here converts one into another.
        function values() {
          const byCurrency = new Map();
          let unknown = 0;
          for (const [key, ones] of healthy) {
            const judged = ones.filter((one) => one.verdict === 'passed' || one.verdict === 'failed');
            const priced = judged.filter((one) => one.cost !== '');
            if (!judged.length) continue;
            if (!priced.length) { unknown += 1; continue; }
            const [{ route, currency }] = priced;
            const sum = (ones, pick) => ones.reduce((sum, one) => sum + pick(one), 0);
            const cost = 1000 * sum(priced, (one) => Number(one.cost)) / sum(priced, (one) => one.sent), count = sum(judged, (one) => one.sent);
            if (!byCurrency.has(currency)) byCurrency.set(currency, []);
            byCurrency.get(currency).push({ key, route, cost, share: sum(judged, (one) => one.right) / count, count });
          }
          const money = (value) => value.toLocaleString('en', { maximumSignificantDigits: 3 });
          for (const [currency, legs] of byCurrency) {
            legs.sort((a, b) => a.cost - b.cost || b.share - a.share);
            const height = legs.length * tall + 30;
            const svg = drawn('svg', { viewBox: '0 0 ' + width + ' ' + height, role: 'img', 'aria-label': 'cost against quality in ' + currency });
            const x = scale(svg, legs.map((leg) => Math.max(1e-9, leg.cost)), height, (value) => money(value) + ' ' + currency);
            legs.forEach((leg, place) => {
              const y = place * tall + first;
              const beaten = legs.some((other) => other !== leg && other.route === leg.route && other.cost <= leg.cost && other.share >= leg.share
                && (other.cost < leg.cost || other.share > leg.share));
              titled(svg, y, leg.key);
              const dot = drawn('circle', { cx: x(Math.max(1e-9, leg.cost)), cy: y, r: 3 + 6 * leg.share, class: beaten ? 'rest' : 'front' });
              dot.append(drawn('title', {}, money(leg.cost) + ' ' + currency + ' for 1,000, ' + money(100 * leg.share) + ' % of ' + counted(leg.count, 'answer') + ' passed'));
              svg.append(dot);
              const at = x(Math.max(1e-9, leg.cost)), isLast = at > width - 70;
              svg.append(drawn('text', { x: isLast ? at - 14 : at + 14, y: y + 4, 'text-anchor': isLast ? 'end' : 'start' }, money(100 * leg.share) + ' %'));
            });
            $('value').append(svg);
          }
          if (!byCurrency.size) $('value').append(make('p', 'No leg has a known price.', 'hint'));
          else if (unknown) $('value').append(make('p', counted(unknown, 'leg') + ' without a known price left out.', 'hint'));
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
        function rehearsed() {
          if (rehearsals.length) $('rehearsal').closest('section').hidden = false;
          for (const [, title, names, ...rest] of rehearsals) {
            const remarks = rest.pop(), table = make('table'), body = make('tbody'), list = make('ul');
            head(table, names);
            for (const [name, ...values] of rest) line(body, name, values);
            table.append(body);
            for (const remark of remarks) list.append(make('li', remark));
            $('rehearsal').append(make('p', title), table, list);
          }
        }
        function chosenModels() {
          if (!tasks.length) return;
          $('models').closest('section').hidden = false;
          const boxed = (lines) => {
            const box = make('div', undefined, 'wide');
            box.append(tabled(make('table'), lines));
            return box;
          };
          for (const [, task, ...lines] of tasks) {
            const [words] = lines.pop();
            $('models').append(make('h3', task), boxed(lines), make('p', words));
          }
          const [, ...lines] = routings, routes = lines.pop(), remarks = lines.pop();
          $('models').append(make('h3', 'All tasks'), boxed(lines));
          for (const remark of remarks) $('models').append(make('p', remark, 'hint'));
          if (!routes) return;
          const box = make('details');
          box.append(make('summary', 'Recommended routes'), make('pre', routes));
          $('models').append(box);
        }
        function tabled(table, [names, ...lines]) {
          const body = make('tbody');
          head(table, names);
          for (const [name, ...values] of lines) line(body, name, values);
          table.append(body);
          return table;
        }
        function listed() {
          for (const [name, lines] of tables) {
            tabled($(name), lines);
            $(name).closest('section').hidden = false;
          }
          if (limited) { $('limited').textContent = limited; $('limited').hidden = false; }
        }
        function bills() {
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
        // What was sent and what came, at the caller and at each leg; and what became of the last answer on its way.
        function sides(list, transcript) {
          const parts = transcript.split(/^===== /m).slice(1).map((part) => {
            const end = part.indexOf('\n');
            return { title: part.slice(0, end), text: part.slice(end + 1).trimEnd() };
          });
          const body = make('dd', undefined, 'sides');
          const fold = (title, content) => {
            const box = make('details');
            box.append(make('summary', title), content);
            body.append(box);
          };
          for (const part of parts) fold(part.title, make('pre', part.text));
          const sent = parts.filter((part) => /^leg .* sent/.test(part.title)).pop();
          const got = parts.find((part) => part.title === 'the caller got');
          if (sent && got) fold('what changed between the last leg and the caller', compared(sent.text, got.text));
          list.append(make('dt', 'both sides'), body);
        }
        function compared(before, after) {
          const max = 400, a = before.split('\n').slice(0, max), b = after.split('\n').slice(0, max);
          const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
          for (let i = a.length - 1; i >= 0; i--) for (let j = b.length - 1; j >= 0; j--)
            common[i][j] = a[i] === b[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
          const box = make('pre');
          const line = (mark, text, name) => box.append(make('span', mark + text + '\n', name));
          let i = 0, j = 0;
          while (i < a.length || j < b.length) {
            if (i < a.length && j < b.length && a[i] === b[j]) { line('  ', a[i]); i++; j++; }
            else if (j >= b.length || (i < a.length && common[i + 1][j] >= common[i][j + 1])) line('- ', a[i++], 'gone');
            else line('+ ', b[j++], 'come');
          }
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
          if (facts.transcript) sides(list, facts.transcript);
          entry('suite', facts.place);
          entry('rerun', facts.rerun, 'pre');
          return list;
        }

        heading();
        rehearsed();
        bills();
        // A rehearsal has days, and no case.
        if (rehearsals.length && !paths.size && !cases.length) {
          for (const id of ['coverage', 'latency', 'stall', 'value', 'cases']) $(id + '-title').closest('section').hidden = true;
        } else {
          coverage($('coverage'), causes);
          addEventListener('beforeprint', papered);
          matchMedia('print').addEventListener('change', papered);
          if (matchMedia('print').matches) papered();
          spread('latency', (one) => one.latency, 'No healthy path answered in time to be shown.');
          listed();
          spread('stall', (one) => one.mode ? one.stall : -1, 'No healthy stream came in more than one piece.');
          traces();
          chosenModels();
          values();
        }
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
