/// What stands round the data of `report.html`. Nothing in it names another file or host, and the page's
/// own policy forbids it: what an answer smuggles in cannot load, call or run anything.
enum HTMLPage {
    static let beforeData = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
        <link rel="icon" href="data:,">
        <title>Pathproof report</title>
        <style>
        \(style)
        </style>
        </head>
        <body>
        \(body)
        <script type="application/json" id="data">[
        """

    static let betweenDataAndScript = "\n]</script>\n<script>\n"

    static let end = "\n</script>\n</body>\n</html>\n"

    private static let body = """
        <header>
          <h1>Pathproof</h1>
          <p id="about"></p>
          <ul id="tiles"></ul>
          <ul id="limits"></ul>
        </header>
        <main>
          <section aria-labelledby="rehearsal-title" hidden>
            <h2 id="rehearsal-title">Rehearsal</h2>
            <div class="wide" id="rehearsal"></div>
          </section>
          <section aria-labelledby="coverage-title">
            <h2 id="coverage-title">Coverage</h2>
            <p class="hint">Route × leg × cause: plain, then streamed. Choose a cell to see its cases.</p>
            <div class="wide"><table id="coverage" class="matrix"></table></div>
            <div id="paper"></div>
          </section>
          <section aria-labelledby="latency-title">
            <h2 id="latency-title">Time to the whole answer</h2>
            <p class="hint">Healthy paths by the leg that answered; each dot is a case, the bar the middle half, the line the median.</p>
            <div id="latency"></div>
            <div class="wide"><table id="times"></table></div>
            <p class="hint" id="limited" hidden></p>
          </section>
          <section aria-labelledby="stall-title">
            <h2 id="stall-title">Longest stall of a stream</h2>
            <p class="hint">Healthy streams by their leg: the longest wait between two pieces of an answer.</p>
            <div id="stall"></div>
          </section>
          <section aria-labelledby="trace-title" hidden>
            <h2 id="trace-title">Streams that stood still</h2>
            <p class="hint">When the content of the slowest streams came, from the request on; the bar is the longest silence.</p>
            <div id="trace"></div>
          </section>
          <section aria-labelledby="models-title" hidden>
            <h2 id="models-title">Models by task</h2>
            <div id="models"></div>
          </section>
          <section aria-labelledby="metrics-title" hidden>
            <h2 id="metrics-title">Metrics</h2>
            <p class="hint">What the suites' own `metric:` names came to, by weight.</p>
            <div class="wide"><table id="metrics"></table></div>
          </section>
          <section aria-labelledby="value-title">
            <h2 id="value-title">Cost against quality</h2>
            <p class="hint">Healthy paths: list price of 1,000 answers, and the share that passed. Filled: no other leg of the same route is both cheaper and better.</p>
            <div id="value"></div>
          </section>
          <section aria-labelledby="spend-title" hidden>
            <h2 id="spend-title">Spend by list prices</h2>
            <div class="wide"><table id="spend"></table></div>
          </section>
          <section aria-labelledby="caches-title" hidden>
            <h2 id="caches-title">Prompt caches</h2>
            <p class="hint">A prompt sent again: tokens and list price of the first answer, and of the last; means of a case.</p>
            <div class="wide"><table id="caches"></table></div>
          </section>
          <section aria-labelledby="ledger-title" hidden>
            <h2 id="ledger-title">Ledger against billed</h2>
            <p class="hint">What the legs counted, and what the gateway told of it; list price and charge in US dollars.</p>
            <ul id="findings"></ul>
            <div class="wide"><table id="ledger"></table></div>
          </section>
          <section aria-labelledby="cases-title">
            <h2 id="cases-title">Cases</h2>
            <form id="filter">
              <label>Search <input type="search" id="words" placeholder="route, model, cause, test"></label>
              <label>Verdict <select id="verdict"></select></label>
              <label>Route <select id="route"></select></label>
              <label>Cause <select id="cause"></select></label>
              <label>Mode <select id="mode"><option value="">any</option><option value="0">plain</option><option value="1">stream</option></select></label>
              <button type="reset">Clear</button>
            </form>
            <p id="count" role="status"></p>
            <div id="list" role="list"></div>
            <button id="more" type="button">Show more</button>
          </section>
        </main>
        <noscript>This page draws itself with its own script; results.jsonl and junit.xml hold the same without one.</noscript>
        """

    private static let style = """
        :root { color-scheme: light dark; --ground: #fff; --ink: #1b1f24; --faint: #59636e; --rule: #d1d9e0;
          --panel: #f6f8fa; --good: #116329; --good-ground: #dafbe1; --bad: #a40e26; --bad-ground: #ffdce0;
          --doubt: #7d4e00; --doubt-ground: #fff1c2; --mark: #0550ae; }
        @media (prefers-color-scheme: dark) { :root { --ground: #0d1117; --ink: #e6edf3; --faint: #9198a1;
          --rule: #3d444d; --panel: #151b23; --good: #56d364; --good-ground: #12361f; --bad: #ff938a;
          --bad-ground: #4b1113; --doubt: #e3b341; --doubt-ground: #3b2a00; --mark: #79c0ff; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
        header, main { max-width: 1200px; margin: 0 auto; padding: 1rem; }
        h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.1rem; margin: 1.5rem 0 .25rem; } h3 { font-size: 1rem; margin: .75rem 0 .25rem; }
        #limits { padding: 0 0 0 1.2rem; } #limits:empty { display: none; }
        #about, .hint, #count, #limits { color: var(--faint); margin: 0 0 .5rem; }
        #tiles { list-style: none; display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; margin: .5rem 0 0; }
        #tiles li { background: var(--panel); border: 1px solid var(--rule); border-radius: 6px; padding: .4rem .8rem; }
        #tiles b { display: block; font-size: 1.3rem; font-variant-numeric: tabular-nums; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; font-size: .85rem; }
        th, td { text-align: left; padding: .15rem .35rem; border-bottom: 1px solid var(--rule); white-space: nowrap; }
        .matrix thead th { vertical-align: bottom; } .matrix thead th span { writing-mode: vertical-rl; transform: rotate(180deg); font-weight: 400; }
        .matrix td { padding: 1px; } .matrix tbody th { font-weight: 400; position: sticky; left: 0; background: var(--ground); }
        .matrix tr.route th { font-weight: 600; }
        .cell { font: inherit; line-height: 1.3; border: 0; border-radius: 3px; padding: 0 .15rem; min-width: 1.3rem; cursor: pointer; }
        .passed { color: var(--good); background: var(--good-ground); } .failed { color: var(--bad); background: var(--bad-ground); }
        .errored { color: var(--doubt); background: var(--doubt-ground); } .skipped, .none { color: var(--faint); background: var(--panel); }
        td.figure { text-align: right; font-variant-numeric: tabular-nums; }
        form { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; margin: .5rem 0; }
        label { font-size: .85rem; color: var(--faint); } input, select, button { font: inherit; color: var(--ink); background: var(--ground);
          border: 1px solid var(--rule); border-radius: 6px; padding: .25rem .5rem; }
        label input, label select { display: block; } #words { width: 18rem; max-width: 80vw; }
        details { border-bottom: 1px solid var(--rule); } summary { cursor: pointer; padding: .3rem .25rem; display: flex; gap: .75rem; align-items: baseline; }
        summary .verdict { border-radius: 4px; padding: 0 .4rem; min-width: 4.5rem; text-align: center; font-size: .85rem; }
        summary .path { flex: 1; overflow-wrap: anywhere; } summary .time { color: var(--faint); font-variant-numeric: tabular-nums; white-space: nowrap; }
        summary:hover { background: var(--panel); } :focus-visible { outline: 2px solid var(--mark); outline-offset: 1px; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: .25rem 0 .75rem 1rem; }
        dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; }
        pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--panel); border: 1px solid var(--rule);
          border-radius: 6px; padding: .4rem .6rem; max-height: 24rem; overflow-y: auto; font-size: .85rem; }
        svg { max-width: 100%; height: auto; } svg text { fill: var(--ink); font-size: 12px; } svg .axis { stroke: var(--rule); }
        svg .faint { fill: var(--faint); } svg circle { fill: var(--mark); opacity: .35; } svg rect { fill: var(--mark); opacity: .3; } svg rect.stall { fill: var(--bad); } svg .median { stroke: var(--ink); stroke-width: 2; }
        svg .front { opacity: 1; } svg .rest { fill: none; stroke: var(--mark); opacity: 1; }
        .sides { margin: .25rem 0; } .sides summary { padding: .15rem 0; } .sides details { border: 0; }
        pre .gone { color: var(--bad); background: var(--bad-ground); } pre .come { color: var(--good); background: var(--good-ground); }
        #more { margin: .75rem 0; } #paper { display: none; }
        @media print { form, #more { display: none; } body { font-size: 11px; } .cell { border: 1px solid var(--rule); }
          .papered #coverage { display: none; } .papered #paper { display: block; } .wide { overflow: visible; } pre { max-height: none; overflow: visible; }
          .matrix { margin: 0 0 1rem; } .matrix .cell { min-width: 0; width: .85rem; padding: 0; font-size: 8px; text-align: center; }
          .matrix tbody th { max-width: 15rem; position: static; } th, td { white-space: normal; overflow-wrap: anywhere; }
          .matrix td { white-space: nowrap; } .matrix thead th span { white-space: nowrap; } tr, svg { break-inside: avoid; } }
        """
}
