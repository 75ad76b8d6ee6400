/// How a sheet looks: dark on light, readable without colour, on a phone and on A4.
enum SheetStyle {
  static let css = """

    :root{color-scheme:light}
    *{box-sizing:border-box}
    body{margin:0 auto;max-width:72rem;padding:1.5rem;font:16px/1.5 system-ui,"Segoe UI",Arial,sans-serif;
    color:#1a1d21;background:#fff}
    header{border-left:.5rem solid #5b6570;padding:.25rem 0 .25rem 1rem;margin-bottom:1.5rem}
    header h1{font-size:1.5rem;line-height:1.25;margin:.1rem 0;overflow-wrap:anywhere}
    header p{margin:0}
    .status{font-weight:700}
    .summary{color:#454c54}
    .status-booked{border-color:#0b6e4f}.status-booked .status{color:#0b6e4f}
    .status-review{border-color:#b35c00}.status-review .status{color:#8f4a00}
    .status-rejected{border-color:#b3202c}.status-rejected .status{color:#b3202c}
    h2{font-size:1.1rem;margin:1.75rem 0 .5rem}
    .reasons{background:#fff6e6;border:1px solid #e0b060;border-radius:.4rem;margin:0;padding:.75rem 1rem .75rem 2rem}
    li+li{margin-top:.35rem}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;width:100%;font-size:.93rem}
    th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #d9dde1}
    thead th{font-weight:600;color:#454c54;border-bottom:2px solid #9aa3ab;white-space:nowrap}
    tbody th{font-weight:500}
    td{overflow-wrap:break-word;hyphens:auto}td>span{overflow-wrap:anywhere}
    .amount,.account,.sure{white-space:nowrap;font-variant-numeric:tabular-nums;overflow-wrap:normal}
    .amount{text-align:right}
    tr.low td,tr.low th{background:#fdecec}tr.low>:first-child{box-shadow:inset .3rem 0 #b3202c}
    tr.middle td,tr.middle th{background:#fff6e6}tr.middle>:first-child{box-shadow:inset .3rem 0 #d98a1f}
    th[title]{text-decoration:underline dotted #9aa3ab;text-underline-offset:.2em}
    figure{margin:0 0 1rem}figcaption{color:#454c54;font-size:.88rem}
    svg{width:100%;height:auto;border:1px solid #9aa3ab;display:block}
    svg text{font:700 6px system-ui,Arial,sans-serif;text-anchor:middle;fill:#fff}
    circle.high{fill:#0072b2}circle.middle{fill:#8a5f00}circle.low{fill:#b34700}
    .mark{display:inline-block;min-width:1.25rem;padding:0 .25rem;border-radius:.7rem;background:#454c54;color:#fff;
    font-size:.72rem;font-weight:700;line-height:1.25rem;text-align:center;text-decoration:none;white-space:nowrap}
    .legend{font-size:.88rem;color:#454c54;margin:.2rem 0 0}
    .legend span{display:inline-block;width:1.6rem;height:.9rem;margin:0 .4rem 0 1rem;vertical-align:-.1rem;border:2px solid}
    .legend span:first-child{margin-left:0}
    .legend .high{border-color:#0072b2}.legend .middle{border:2px dashed #b97f00}.legend .low{border:2px dotted #d55e00}
    @media (min-width:64rem){.beside{display:grid;grid-template-columns:minmax(0,6fr) minmax(0,5fr);gap:1.5rem;
    margin-top:1.25rem}.beside section:first-child h2{margin-top:0}body:has(.beside){max-width:96rem}}
    ol{margin:.3rem 0;padding-left:1.4rem}
    rect{fill-opacity:.12;stroke-width:1.2}
    rect.high{fill:#0072b2;stroke:#0072b2}
    rect.middle{fill:#e69f00;stroke:#b97f00;stroke-dasharray:4 2}
    rect.low{fill:#d55e00;stroke:#d55e00;stroke-dasharray:1.5 1.5}
    dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:0;font-size:.93rem}
    dt{color:#454c54}dd{margin:0;overflow-wrap:anywhere}
    dl.facts{grid-template-columns:max-content 1fr max-content 1fr}
    .verdict{border:1px solid #9aa3ab;border-left-width:.5rem;border-radius:.4rem;padding:.6rem 1rem;margin:1rem 0}
    .verdict h2{margin:0}.verdict p{margin:.2rem 0}.verdict ul{margin:.3rem 0;padding-left:1.2rem;font-size:.93rem}
    .verdict strong{white-space:nowrap}
    .valid{border-color:#0b6e4f;background:#eef8f3}.noted{border-color:#5b6570;background:#f4f6f8}
    .broken{border-color:#b35c00;background:#fff6e6}.unusable{border-color:#b3202c;background:#fdecec}
    .parties,.sums{display:grid;grid-template-columns:1fr 1fr;gap:0 2.5rem}
    .sums{grid-template-columns:3fr 2fr}
    .parties{margin-bottom:1.2rem}.parties p{margin:0}.name{font-weight:600}
    .more{display:block;color:#454c54;font-size:.88rem;font-weight:400}
    .parties h2{color:#454c54;font-size:.93rem;font-weight:600;margin-bottom:.2rem}
    .totals th{font-weight:400}.totals .minor th,.totals .minor td{color:#454c54;font-size:.88rem}.totals .total th,.totals .total td{font-weight:700;border-top:2px solid #9aa3ab}
    .note{white-space:normal;margin:.3rem 0;font-size:.93rem;overflow-wrap:anywhere}
    dt[title],h2[title]{cursor:help}
    @media (max-width:40rem){.parties,.sums,dl.facts{grid-template-columns:1fr}}
    @media (max-width:40rem){body{padding:.75rem}dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}}
    @media screen and (max-width:40rem){table{font-size:.86rem}th,td{padding:.3rem .35rem}.sure{white-space:normal}
    th{hyphens:auto}}
    a{color:#00579e}a:focus-visible,.scroll:focus-visible{outline:3px solid #e69f00;outline-offset:2px}
    td .more{white-space:normal;text-align:inherit}td.account{min-width:7rem;white-space:normal}
    @media screen and (max-width:40rem){.stack thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
    .stack,.stack tbody{display:block}.stack tr{display:block;border-bottom:2px solid #9aa3ab;padding:.4rem 0}
    .stack td,.stack th{display:grid;grid-template-columns:auto minmax(0,1fr);gap:0 1rem;border:0;padding:.15rem .5rem;text-align:right;max-width:none}
    .stack td>*{overflow-wrap:anywhere}.stack td:empty{display:none}.stack td .more{grid-column:1/-1}
    .stack td::before{color:#454c54;text-align:left;font-weight:400}
    .stack tr.low td,.stack tr.middle td{box-shadow:none}
    .stack tr.low{box-shadow:inset .3rem 0 #b3202c}.stack tr.middle{box-shadow:inset .3rem 0 #d98a1f}
    .stack td:nth-child(1)::before{content:var(--h1)}.stack td:nth-child(2)::before{content:var(--h2)}
    .stack td:nth-child(3)::before{content:var(--h3)}.stack td:nth-child(4)::before{content:var(--h4)}
    .stack td:nth-child(5)::before{content:var(--h5)}.stack td:nth-child(6)::before{content:var(--h6)}
    .stack td:nth-child(7)::before{content:var(--h7)}.stack td:nth-child(8)::before{content:var(--h8)}
    .stack td:nth-child(9)::before{content:var(--h9)}}
    @page{size:A4;margin:14mm}
    @media print{body{padding:0;font-size:10.5pt;max-width:none}.scroll{overflow:visible}
    thead{display:table-header-group}tr,figure{break-inside:avoid}h2{break-after:avoid}
    header{margin-bottom:.6rem}h2{margin-top:.9rem}th,td{padding:.18rem .4rem}
    .parties{margin-bottom:.6rem}.verdict{margin:.5rem 0;padding:.35rem .8rem;break-inside:avoid}
    .sums,dl{break-inside:avoid}
    .beside{display:grid;grid-template-columns:minmax(0,11fr) minmax(0,10fr);gap:5mm;align-items:start}
    table{font-size:8.5pt}.beside table{font-size:8pt}.more{font-size:7.5pt}.paper{break-inside:avoid}
    ol,ul{margin:.2rem 0}li+li{margin-top:.1rem}.reasons{padding-top:.3rem;padding-bottom:.3rem}
    .source{font-size:8.5pt}td.account{min-width:0}
    *{print-color-adjust:exact;-webkit-print-color-adjust:exact}}

    """
}
