/* The basemap's lettering: symbolizers for protomaps-leaflet, which asks each where its label may stand and keeps those that
   do not collide. Sizes are in CSS pixels; `scale` is by how much Leaflet enlarges the tiles at a zoom between whole numbers. */
(() => {
  "use strict";
  const box = (x, y, width, height) => ({ minX: x, minY: y, maxX: x + width, maxY: y + height });

  /* Draws text in the middle of (0, 0), letter by letter where it is spaced. */
  function write(ctx, text, style, scale, spacing = 0) {
    ctx.font = style.font(scale);
    ctx.globalAlpha = 1;
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    ctx.lineWidth = (style.halo || 3) / scale;
    ctx.strokeStyle = style.paper();
    ctx.fillStyle = style.ink();
    const letters = spacing ? [...text] : [text];
    const widths = letters.map((letter) => ctx.measureText(letter).width + spacing);
    let x = (spacing - widths.reduce((sum, width) => sum + width, 0)) / 2;
    const at = widths.map((width) => (x += width) - width);
    ctx.textAlign = "left";
    letters.forEach((letter, n) => ctx.strokeText(letter, at[n], 0));
    letters.forEach((letter, n) => ctx.fillText(letter, at[n], 0));
  }

  const measured = (layout, text, style, scale, spacing = 0) => {
    layout.scratch.font = style.font(scale);
    return layout.scratch.measureText(text).width + spacing * ([...text].length - 1);
  };

  /* A sign at a point and its name on the first free side of it, further out where a marker of the map would cover it. `style`:
     font, ink, paper, size, gap, sign(ctx, unit); `isCovered(box, zoom)` says where markers are. A city is named even so. */
  class Place {
    constructor(style, scale, isCovered, text) { Object.assign(this, { style, scale, isCovered, text }); }

    place(layout, geom, feature) {
      const { style } = this, scale = this.scale(), text = this.text(feature), anchor = geom[0][0];
      const width = measured(layout, text, style, scale), height = style.size * 1.25 / scale, gap = style.gap / scale;
      const sides = (from) => [[from, -height / 2], [-from - width, -height / 2], [-width / 2, -from - height], [-width / 2, from]];
      const reach = feature.props.rank === 1 ? [0, 14, 24, 40, 60] : [0, 14, 24]; // a bunch of stops stands around a city
      const free = reach.flatMap((more) => sides(gap + more / scale))
        .map(([dx, dy]) => ({ dx, dy, name: box(anchor.x + dx, anchor.y + dy, width, height) }))
        .filter(({ name }) => !layout.index.bboxCollides(name, layout.order));
      const side = free.find(({ name }) => !this.isCovered(name, layout.zoom)) || (feature.props.rank === 1 && free[0]);
      if (!side) return undefined;
      const draw = (ctx) => {
        style.sign(ctx, 1 / scale);
        ctx.translate(side.dx + width / 2, side.dy + height / 2);
        write(ctx, text, style, scale);
      };
      const sign = box(anchor.x - gap / 2, anchor.y - gap / 2, gap, gap);
      return [{ anchor, bboxes: [side.name, sign], draw, deduplicationKey: text, deduplicationDistance: 24 / scale }];
    }
  }

  /* The name of a river or lake: in the middle of its point, at its angle, a river's beside the line. */
  class WaterName {
    constructor(style, scale, isCovered, text) { Object.assign(this, { style, scale, isCovered, text }); }

    place(layout, geom, feature) {
      const { style } = this, scale = this.scale(), text = this.text(feature), anchor = geom[0][0];
      const isRiver = feature.props.kind === "river";
      const spacing = /[㐀-鿿]/.test(text) ? (isRiver ? 5 : 2) / scale : 0;
      const width = measured(layout, text, style, scale, spacing), size = style.size / scale;
      const angle = (feature.props.angle || 0) * Math.PI / 180, aside = isRiver ? -size * 0.85 : 0;
      const draw = (ctx) => { ctx.rotate(angle); ctx.translate(0, aside); write(ctx, text, style, scale, spacing); };
      const count = Math.ceil(width / size);
      const bboxes = Array.from({ length: count }, (_, n) => {
        const along = (n + 0.5) * width / count - width / 2;
        const x = anchor.x + along * Math.cos(angle) - aside * Math.sin(angle);
        const y = anchor.y + along * Math.sin(angle) + aside * Math.cos(angle);
        return box(x - size * 0.6, y - size * 0.6, size * 1.2, size * 1.2);
      });
      if (bboxes.some((letters) => this.isCovered(letters, layout.zoom))) return undefined;
      bboxes.push(box(anchor.x, anchor.y, 0, 0)); // the library looks for repetitions around the anchor
      return [{ anchor, bboxes, draw, deduplicationKey: text, deduplicationDistance: 280 / scale }];
    }
  }

  /* A road's number in a small sign on its longest piece. */
  class Shield {
    constructor(style, scale) { Object.assign(this, { style, scale }); }

    place(layout, geom, feature) {
      const { style } = this, scale = this.scale(), text = feature.props.ref;
      const longest = geom.reduce((a, b) => (b.length > a.length ? b : a));
      if (!text || longest.length < 2) return undefined;
      const anchor = longest[longest.length >> 1];
      const width = measured(layout, text, style, scale) + 8 / scale, height = (style.size + 5) / scale;
      const draw = (ctx) => {
        ctx.globalAlpha = 1;
        ctx.fillStyle = style.board();
        ctx.strokeStyle = style.edge();
        ctx.lineWidth = 1 / scale;
        ctx.beginPath();
        ctx.roundRect(-width / 2, -height / 2, width, height, 3 / scale);
        ctx.fill();
        ctx.stroke();
        ctx.font = style.font(scale);
        ctx.fillStyle = style.ink();
        ctx.textAlign = "center";
        ctx.textBaseline = "middle";
        ctx.fillText(text, 0, 0.5 / scale);
      };
      const bboxes = [box(anchor.x - width / 2, anchor.y - height / 2, width, height)];
      return [{ anchor, bboxes, draw, deduplicationKey: text, deduplicationDistance: 260 / scale }];
    }
  }

  /* What stands at a point itself, in the colours of `ink`. */
  function signs(ink) {
    const shape = (ctx, fill, trace) => {
      ctx.globalAlpha = 1;
      ctx.fillStyle = fill;
      ctx.beginPath();
      trace();
      ctx.fill();
    };
    const dot = (radius, isOpen) => (ctx, unit) => {
      const [fill, edge] = isOpen ? [ink.land, ink["place-soft"]] : [ink["place-soft"], ink.land];
      shape(ctx, fill, () => ctx.arc(0, 0, radius * unit, 0, 2 * Math.PI));
      ctx.strokeStyle = edge;
      ctx.lineWidth = 1.2 * unit;
      ctx.stroke();
    };
    const peak = (ctx, unit) => shape(ctx, ink["place-soft"], () => {
      [[0, -4], [4, 3], [-4, 3]].forEach(([x, y]) => ctx.lineTo(x * unit, y * unit));
    });
    const station = (ctx, unit) => shape(ctx, ink["place-soft"], () => ctx.rect(-2.5 * unit, -2.5 * unit, 5 * unit, 5 * unit));
    return { dot, peak, station };
  }

  PortalMap.lettering = { signs, Place, WaterName, Shield };
})();
